import { expect } from 'expect';
import fc from 'fast-check';

/** Stands in for `@jest/globals`, so that the same tests run many times in one process. */
export { expect };

interface CollectedTest {
  readonly name: string;
  readonly body: () => unknown;
}

/** The tests, in the order in which they were written. */
export const collected: CollectedTest[] = [];

// The same bills for every mutant, and no search for the smallest one that fails.
fc.configureGlobal({ seed: 20_260_316, endOnFailure: true });

type Row = readonly unknown[];

export function describe(_name: string, body: () => void): void {
  body();
}
describe.each = (table: readonly (Row | string)[]) => (name: string, body: (...row: unknown[]) => void) => {
  for (const row of table) describe(name, () => body(...[row].flat()));
};

export function test(name: string, body: () => unknown): void {
  collected.push({ name, body });
}
test.each = (table: readonly (Row | string)[]) => (name: string, body: (...row: unknown[]) => unknown) => {
  for (const row of table) test(name, () => body(...(Array.isArray(row) ? (row as Row) : [row])));
};
