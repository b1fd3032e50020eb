import { BREAK, Kind, visit, type ASTNode } from 'graphql';

/** Longest number of the type Int; a longer one may be a telephone or identity number. */
const LONGEST_INT = 11;

/**
 * Whether a document, or a part of one, holds a text or a number that may tell of somebody. Such a document is
 * not remembered by any cache: names and identity numbers would live on in it.
 */
export function holdsText(node: ASTNode): boolean {
  return contains(node, inner => inner.kind === Kind.STRING || isLongNumber(inner));
}

export function isLongNumber(node: ASTNode): boolean {
  return (node.kind === Kind.INT || node.kind === Kind.FLOAT) && node.value.length > LONGEST_INT;
}

/** Whether a node is, or has within it, one that matches. */
export function contains(node: ASTNode, matches: (inner: ASTNode) => boolean): boolean {
  let found = false;
  visit(node, {
    enter(inner) {
      found = matches(inner);
      return found ? BREAK : undefined;
    },
  });
  return found;
}
