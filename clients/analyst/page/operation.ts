/** An example operation as the page shows it. */
export interface Operation {
  /** `domain/name.graphql`. */
  readonly path: string;
  readonly title: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly query: string;
  /** JSON with placeholders `{{name}}`; empty when the operation takes none. */
  readonly variables: string;
}

export interface OperationGroup {
  readonly title: string;
  readonly operations: readonly Operation[];
}

/** The variables of an operation with every placeholder that is known filled in, the others left empty. */
export function fillVariables({ variables }: Operation, known: Readonly<Record<string, string>>): string {
  if (variables === '') return '';
  const filled = variables.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => known[name] ?? '');
  return JSON.stringify(JSON.parse(filled), null, 2);
}
