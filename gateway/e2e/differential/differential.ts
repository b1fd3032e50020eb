import type { GraphQLError } from 'graphql';
import { difference } from './compare.ts';
import { Coverage } from './coverage.ts';
import { NO_FAULTS, type Faults } from './faults.ts';
import { Federation, type PeerAnswer } from './federation.ts';
import { generateOperation, type GeneratedOperation } from './generator.ts';
import { Random } from './random.ts';
import { SDL } from './subgraphs.ts';

export interface Difference {
  readonly seed: number;
  readonly what: string;
  readonly operation: GeneratedOperation;
  readonly faults: Faults;
  readonly ours: PeerAnswer;
  readonly apollo: PeerAnswer;
}

export interface Comparison {
  /** Different operations, each compared in several worlds: whole, and with faults. */
  readonly operations: number;
  readonly executions: number;
  /** Executions that both gateways answer with errors only. */
  readonly unanswered: number;
  /** Representations that each gateway sent. */
  readonly representations: { readonly ours: number; readonly apollo: number };
  readonly differences: readonly Difference[];
  readonly coverage: Coverage;
}

/** Asks both gateways the operations of consecutive seeds, until so many valid ones were compared. */
export async function compareGateways(operations: number, firstSeed: number): Promise<Comparison> {
  const federation = new Federation();
  const coverage = new Coverage(federation.schema);
  const differences: Difference[] = [];
  const representations = { ours: 0, apollo: 0 };
  let executions = 0;
  let unanswered = 0;
  let compared = 0;
  for (let seed = firstSeed; compared < operations; seed++) {
    const operation = generateOperation(federation.schema, seed);
    if (!federation.isValid(operation)) continue;
    compared++;
    coverage.countOperation(operation.source, operation.operationName);
    if (operation.source.startsWith('mutation')) coverage.countOnce('mutation');
    if (federation.holdsText(operation)) coverage.countOnce('text in the document');
    for (const faults of worldsOf(seed)) {
      federation.faults = faults;
      const ours = await federation.askOurs(operation);
      representations.ours += federation.takeRepresentations();
      const apollo = await federation.askApollo(operation);
      representations.apollo += federation.takeRepresentations();
      executions++;
      const what = difference(ours, apollo);
      if (what) differences.push({ seed, what, operation, faults, ours, apollo });
      if (faults.down) coverage.countOnce('subgraph down');
      if ('threw' in ours || ours.data === undefined) unanswered++;
      else countFaults(coverage, operation, ours.errors ?? [], ours.extensions?.['valueCompletion']);
    }
  }
  return { operations: compared, executions, unanswered, representations, differences, coverage };
}

function worldsOf(seed: number): readonly Faults[] {
  const random = new Random(seed);
  const failing = {
    seed,
    errors: 0.15,
    broken: 0,
    down: random.chance(0.1) ? random.pick(Object.keys(SDL)) : null,
  };
  const broken = { seed, errors: random.chance(0.3) ? 0.1 : 0, broken: 0.08, down: null };
  return [NO_FAULTS, failing, broken];
}

function countFaults(
  coverage: Coverage,
  { source, operationName }: GeneratedOperation,
  errors: readonly GraphQLError[],
  completion: unknown,
): void {
  for (const { path } of errors) {
    if (path) coverage.countFault('error of a subgraph', path, source, operationName);
  }
  for (const { path, message } of (completion ?? []) as readonly GraphQLError[]) {
    const fault = message.startsWith('Cannot return null') ? 'null in non-null' : 'invalid value';
    if (path) coverage.countFault(fault, path, source, operationName);
  }
}
