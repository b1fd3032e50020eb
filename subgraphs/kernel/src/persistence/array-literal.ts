/** A PostgreSQL array as one parameter, however many values it has. */
export function arrayLiteral(values: readonly string[]): string {
  return `{${values.map(value => JSON.stringify(value)).join(',')}}`;
}
