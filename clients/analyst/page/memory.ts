/**
 * The first id of each type that an answer shows beside its `__typename`.
 * So the answer to one example gives the next one its variables: `{{Drug}}`, `{{AgentRun}}`.
 */
export function idsByType(answer: unknown): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { __typename: type, id } = value as { __typename?: unknown; id?: unknown };
    if (typeof type === 'string' && typeof id === 'string') found[type] ??= id;
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(answer);
  return found;
}
