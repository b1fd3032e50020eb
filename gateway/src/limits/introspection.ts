import { BREAK, visit, type DocumentNode } from 'graphql';

const answers = new WeakMap<DocumentNode, boolean>();

/** Whether a document asks for the schema itself. */
export function introspects(document: DocumentNode): boolean {
  let found = answers.get(document);
  if (found === undefined) {
    found = false;
    visit(document, {
      Field({ name: { value } }) {
        if (value !== '__schema' && value !== '__type') return undefined;
        found = true;
        return BREAK;
      },
    });
    answers.set(document, found);
  }
  return found;
}
