import { hash } from 'node:crypto';
import {
  GraphQLError,
  Kind,
  parse,
  print,
  separateOperations,
  validate,
  type DocumentNode,
  type ValidationRule,
} from 'graphql';
import type { PlannedSupergraph } from '../planning.ts';
import { withoutLiterals, type Normalised } from './literals.ts';
import { PreparedOperation } from './prepared.ts';
import { Recent } from './recent.ts';
import type { Variables } from './run.ts';

const REMEMBERED = 1000;

/** An operation as it was asked: prepared once for all who ask it, and the texts that stood in this one's document. */
export interface AskedOperation {
  readonly prepared: PreparedOperation;
  readonly literals: Variables;
  /** Whether no text of the asker's stands in the document, nor was taken out of it. */
  readonly isWhole: boolean;
}

/** What a document has to keep to, beside its schema. */
export interface DocumentRules {
  readonly rules: readonly ValidationRule[];
  readonly maxTokens: number;
}

const NO_LITERALS: Variables = {};

/**
 * The operations that were asked lately, each prepared once. Operations that differ only in the texts which their
 * documents hold are one, and it is remembered without these texts. A document without any is known again by the
 * hash of its source, and then neither parsed nor validated.
 */
export class Operations {
  /** How many sources asked for an operation that was at hand, and how many did not. */
  readonly lookups = { hits: 0, misses: 0 };
  readonly #supergraph: PlannedSupergraph;
  readonly #bySource = new Recent<string, PreparedOperation>(REMEMBERED);
  readonly #byDocument = new Recent<string, PreparedOperation>(REMEMBERED);
  readonly #ofNodes = new WeakMap<DocumentNode, Map<string, AskedOperation>>();

  constructor(supergraph: PlannedSupergraph) {
    this.#supergraph = supergraph;
  }

  /** The operation that a source asks for, or why it is refused; the rules are always the same. */
  ofSource(
    source: string,
    operationName: string | null | undefined,
    { rules, maxTokens }: DocumentRules,
  ): AskedOperation | readonly GraphQLError[] {
    const key = `${hash('sha256', source, 'base64')} ${operationName ?? ''}`;
    const known = this.#bySource.get(key);
    if (known) {
      this.lookups.hits++;
      return { prepared: known, literals: NO_LITERALS, isWhole: true };
    }
    let document: DocumentNode;
    try {
      document = parse(source, { maxTokens });
    } catch (error) {
      return [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
    }
    const single = singleOperation(document, operationName);
    const normalised = single && withoutLiterals(this.#supergraph.schema, single);
    // What was valid with other texts is valid with these, which fit their places, too.
    let prepared = single === document ? this.#byDocument.get(print(normalised!.document)) : undefined;
    if (prepared) {
      this.lookups.hits++;
    } else {
      this.lookups.misses++;
      const errors = validate(this.#supergraph.schema, document, rules);
      if (errors.length > 0) return errors.map(error => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
      if (!normalised) return [coded(noSuchOperation(operationName), 'GRAPHQL_VALIDATION_FAILED')];
      prepared = this.#prepare(normalised);
    }
    const asked = askedAs(prepared, normalised!);
    if (asked.isWhole) this.#bySource.set(key, prepared);
    return asked;
  }

  /** The operation of a document that was validated already. */
  ofDocument(document: DocumentNode, operationName?: string | null): AskedOperation {
    let named = this.#ofNodes.get(document);
    if (!named) this.#ofNodes.set(document, (named = new Map()));
    const known = named.get(operationName ?? '');
    if (known) return known;
    const single = singleOperation(document, operationName);
    if (!single) throw coded(noSuchOperation(operationName), 'GRAPHQL_VALIDATION_FAILED');
    const normalised = withoutLiterals(this.#supergraph.schema, single);
    const asked = askedAs(this.#prepare(normalised), normalised);
    named.set(operationName ?? '', asked);
    return asked;
  }

  #prepare({ document, keepsText }: Normalised): PreparedOperation {
    const text = print(document);
    const known = this.#byDocument.get(text);
    if (known) return known;
    // Without locations a document does not hold on to the source that it was read from.
    const prepared = new PreparedOperation(this.#supergraph, parse(text, { noLocation: true }));
    if (!keepsText) this.#byDocument.set(text, prepared);
    return prepared;
  }
}

function askedAs(prepared: PreparedOperation, { literals, keepsText }: Normalised): AskedOperation {
  return { prepared, literals, isWhole: !keepsText && Object.keys(literals).length === 0 };
}

/** The document with the asked operation only; null when there is no such operation, or more than one may be meant. */
function singleOperation(document: DocumentNode, operationName?: string | null): DocumentNode | null {
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operations.length === 1) {
    const [operation] = operations;
    const name = operation?.kind === Kind.OPERATION_DEFINITION ? operation.name?.value : undefined;
    return !operationName || operationName === name ? document : null;
  }
  return (operationName && separateOperations(document)[operationName]) || null;
}

function noSuchOperation(operationName?: string | null): GraphQLError {
  return new GraphQLError(
    operationName
      ? `Unknown operation named "${operationName}".`
      : 'Must provide operation name if query contains multiple operations.',
  );
}

function coded(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code, ...extensions } });
}
