import type { FormattedExecutionResult, GraphQLError } from 'graphql';
import type { AskerContext } from '../execution.ts';
import type { SubgraphLink } from '../links/link.ts';
import type { Data } from './data.ts';

/** The variables of one request, as the client sent them. */
export type Variables = Readonly<Record<string, unknown>>;

/** An event of the owning subgraph, which answers the primary fetch of a subscription. */
export interface AnsweredFetch {
  readonly serviceName: string;
  readonly operation: string;
  readonly answer: FormattedExecutionResult;
}

/** One execution of a plan: what is known so far. */
export interface Run {
  readonly links: ReadonlyMap<string, SubgraphLink>;
  readonly asker: AskerContext;
  readonly variables: Variables;
  /** What the variables of `@skip` and `@include` are. */
  readonly conditions: ReadonlyMap<string, boolean>;
  readonly answered: AnsweredFetch | null;
  readonly data: Data;
  readonly errors: GraphQLError[];
}
