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
export function fillVariables(
  { variables }: Pick<Operation, 'variables'>,
  known: Readonly<Record<string, string>>,
): string {
  if (variables === '') return '';
  const filled = variables.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => known[name] ?? '');
  return JSON.stringify(JSON.parse(filled), null, 2);
}

/** The operation that an address names in its fragment (`#query=…&variables=…`); null when it names none. */
export function operationOfAddress(hash: string): Pick<Operation, 'query' | 'variables'> | null {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const query = given.get('query');
  if (query === null) return null;
  const variables = given.get('variables') ?? '';
  return { query, variables: isJson(variables) ? variables : '' };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
