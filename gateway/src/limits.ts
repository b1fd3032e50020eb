import {
  type GraphQLError,
  Kind,
  type ASTVisitor,
  type DefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { tooComplex } from '#kernel/graphql/errors';

/** Largest tokens, depth and root fields of one operation. Chosen so that every example operation passes. */
export const LIMITS = { tokens: 5000, depth: 20, rootFields: 50 } as const;

/** Refuses operations that are too deep or ask too many root fields; fragments count where they are used. */
export function limitsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const measured = measure(operation.selectionSet, context, new Set());
      if (isIntrospection(operation)) return;
      if (measured.depth > LIMITS.depth) context.reportError(refusal('depth', LIMITS.depth, measured.depth));
      if (measured.fields > LIMITS.rootFields)
        context.reportError(refusal('rootFields', LIMITS.rootFields, measured.fields));
    },
  };
}

function refusal(limit: string, allowed: number, actual: number): GraphQLError {
  return tooComplex(limit, allowed, actual);
}

/** GraphiQL's introspection is deeper than any question of ours; its size is bounded by the schema. */
function isIntrospection(operation: DefinitionNode): boolean {
  return (
    operation.kind === Kind.OPERATION_DEFINITION &&
    operation.selectionSet.selections.every(
      node => node.kind === Kind.FIELD && node.name.value.startsWith('__'),
    )
  );
}

/** Depth below, and fields in, a selection set; a fragment cycle counts once, and is refused by its own rule. */
function measure(
  set: SelectionSetNode,
  context: ValidationContext,
  entered: ReadonlySet<string>,
): { depth: number; fields: number } {
  let depth = 0;
  let fields = 0;
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      fields++;
      depth = Math.max(
        depth,
        1 + (node.selectionSet ? measure(node.selectionSet, context, entered).depth : 0),
      );
      continue;
    }
    const name = node.kind === Kind.FRAGMENT_SPREAD ? node.name.value : null;
    if (name && entered.has(name)) continue;
    const inner =
      node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : context.getFragment(name!)?.selectionSet;
    if (!inner) continue;
    const measured = measure(inner, context, name ? new Set([...entered, name]) : entered);
    depth = Math.max(depth, measured.depth);
    fields += measured.fields;
  }
  return { depth, fields };
}
