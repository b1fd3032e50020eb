import {
  Kind,
  type ASTVisitor,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { tooComplex } from '#kernel/graphql/errors';
import type { Limits } from './limits.ts';

/** Measures of a selection set with its fragments spread out. */
interface Shape {
  readonly depth: number;
  /** Fields of the set itself. */
  readonly rootFields: number;
  /** Aliases at any depth. */
  readonly aliases: number;
}

const MEASURES = ['depth', 'rootFields', 'aliases'] as const satisfies readonly (keyof Limits &
  keyof Shape)[];

/** Refuses operations that are too deep, ask too many root fields or use too many aliases. */
export function shapeRule(limits: Limits): ValidationRule {
  return (context: ValidationContext): ASTVisitor => {
    const ofFragments = new Map<string, Shape>();
    return {
      OperationDefinition(operation) {
        const shape = shapeOf(operation.selectionSet, context, ofFragments);
        for (const limit of MEASURES) {
          if (limit === 'depth' && isIntrospection(operation)) continue;
          if (shape[limit] > limits[limit])
            context.reportError(tooComplex(limit, limits[limit], shape[limit]));
        }
      },
    };
  };
}

/** GraphiQL's introspection is deeper than any question of ours; GraphQL's own rule bounds how it may repeat itself. */
function isIntrospection(operation: OperationDefinitionNode): boolean {
  return operation.selectionSet.selections.every(
    node => node.kind === Kind.FIELD && node.name.value.startsWith('__'),
  );
}

/**
 * Fragments count wherever they are spread, and are measured once: a document that doubles itself fragment by
 * fragment takes no longer than its text. A circle of fragments counts as nothing; a rule of its own refuses it.
 */
function shapeOf(set: SelectionSetNode, context: ValidationContext, ofFragments: Map<string, Shape>): Shape {
  let depth = 0;
  let rootFields = 0;
  let aliases = 0;
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      const below = node.selectionSet ? shapeOf(node.selectionSet, context, ofFragments) : NOTHING;
      depth = Math.max(depth, 1 + below.depth);
      rootFields += 1;
      aliases += below.aliases + (node.alias ? 1 : 0);
      continue;
    }
    const inner =
      node.kind === Kind.INLINE_FRAGMENT
        ? shapeOf(node.selectionSet, context, ofFragments)
        : shapeOfFragment(node.name.value, context, ofFragments);
    depth = Math.max(depth, inner.depth);
    rootFields += inner.rootFields;
    aliases += inner.aliases;
  }
  return { depth, rootFields, aliases };
}

const NOTHING: Shape = { depth: 0, rootFields: 0, aliases: 0 };

function shapeOfFragment(name: string, context: ValidationContext, ofFragments: Map<string, Shape>): Shape {
  const known = ofFragments.get(name);
  if (known) return known;
  ofFragments.set(name, NOTHING);
  const fragment = context.getFragment(name);
  const shape = fragment ? shapeOf(fragment.selectionSet, context, ofFragments) : NOTHING;
  ofFragments.set(name, shape);
  return shape;
}
