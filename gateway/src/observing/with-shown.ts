import { prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';
import type { ExecutionResult } from 'graphql';
import type { Operation } from '../execution.ts';
import { actualCost } from '../limits/cost.ts';
import type { Edition } from '../reload/edition.ts';
import type { FetchLog } from './fetch-log.ts';
import type { Shown } from './shown.ts';

/** An answer that also shows what was asked of its working. */
export function withShown(
  shown: Shown,
  edition: Edition,
  operation: Operation,
  result: ExecutionResult,
  { fetches }: FetchLog,
): ExecutionResult {
  const { document, operationName, variables } = operation;
  const cost = shown.cost && {
    estimated: edition.estimatedCost(operation),
    actual: actualCost(edition.costs, document, operationName, variables ?? {}, result.data),
    allowed: edition.limits.cost,
  };
  const plan = shown.plan && {
    // A line each: a reader of JSON sees no line breaks in a text.
    plan: prettyFormatQueryPlan(edition.executor.supergraph.plan(document, operationName) as QueryPlan).split(
      '\n',
    ),
    fetches,
  };
  return { ...result, extensions: { ...result.extensions, ...(cost && { cost }), ...plan } };
}
