import type { PlanNode, ResponsePath } from '@apollo/query-planner';
import { Fetch } from './fetch.ts';
import type { Run } from './run.ts';
import type { TypeConditions } from './type-conditions.ts';

/** A part of a plan, ready to run any number of times. */
export type Step = (run: Run) => Promise<void>;

/** The step of an empty plan: of an operation that asks no subgraph. */
export const nothing: Step = async () => undefined;

/** Turns a node of a published query plan into what executes it. */
export function stepOf(node: PlanNode, types: TypeConditions, path: ResponsePath = []): Step {
  const inner = (child: PlanNode): Step => stepOf(child, types, path);
  switch (node.kind) {
    case 'Fetch': {
      const fetch = new Fetch(node, path, types);
      return run => fetch.run(run);
    }
    case 'Flatten':
      return stepOf(node.node, types, [...path, ...node.path]);
    case 'Sequence':
      return inSequence(node.nodes.map(inner));
    case 'Parallel':
      return inParallel(node.nodes.map(inner));
    case 'Condition': {
      const { condition } = node;
      const met = node.ifClause ? inner(node.ifClause) : nothing;
      const unmet = node.elseClause ? inner(node.elseClause) : nothing;
      return run => (run.conditions.get(condition) ? met(run) : unmet(run));
    }
    case 'Defer':
      throw new Error('@defer is not part of this graph');
  }
}

function inSequence(steps: readonly Step[]): Step {
  return async run => {
    for (const step of steps) await step(run);
  };
}

function inParallel(steps: readonly Step[]): Step {
  return async run => {
    await Promise.all(steps.map(step => step(run)));
  };
}
