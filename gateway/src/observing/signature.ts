import { Kind, print, stripIgnoredCharacters, visit, type DocumentNode } from 'graphql';
import { redactText } from '#kernel/logging/logger';

/**
 * A document that may be logged: every literal that could hold a value is replaced by an empty one of its kind, and
 * the names that an asker makes up are scrubbed or, where nothing hangs on them, left out.
 */
export function signature(document: DocumentNode): string {
  const bare = visit(document, {
    [Kind.STRING]: node => ({ ...node, value: '', block: false }),
    [Kind.INT]: node => ({ ...node, value: '0' }),
    [Kind.FLOAT]: node => ({ ...node, value: '0' }),
    [Kind.LIST]: node => ({ ...node, values: [] }),
    [Kind.OBJECT]: node => ({ ...node, fields: [] }),
    [Kind.FIELD]: node => ({ ...node, alias: undefined }),
  });
  return redactText(stripIgnoredCharacters(print(bare)));
}
