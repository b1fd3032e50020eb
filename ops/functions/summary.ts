import {
  REQUIREMENTS,
  SYSTEMS,
  systemOf,
  type FunctionList,
  type Requirement,
  type ServedFunction,
} from '../../schema/functions/function-list.ts';

export interface SystemCount {
  readonly system: string;
  /** Functions of tier A: this system. */
  readonly required: number;
  readonly served: number;
  /** Functions of tier A that state why they are no software of this system. */
  readonly leftOut: number;
  /** Functions of tier B: bought products that the graph manages. */
  readonly managed: number;
  readonly servedManaged: number;
  /** Functions of tier C, and how many of them state why they are outside. */
  readonly outside: number;
  readonly explained: number;
}

/** How many functions of each document are served; the last row is the sum. */
export function countBySystem(
  list: FunctionList,
  requirements: readonly Requirement[] = REQUIREMENTS,
): SystemCount[] {
  const ids = (entries: readonly { readonly id: string }[]) => new Set(entries.map(({ id }) => id));
  const [isServed, isOutside] = [ids(list.served), ids(list.outside)];
  const count = (system: string, of: readonly Requirement[]): SystemCount => {
    const tally = (tier: Requirement['tier']) => {
      const all = of.filter(requirement => requirement.tier === tier).map(({ id }) => id);
      const among = (listed: ReadonlySet<string>) => all.filter(id => listed.has(id)).length;
      return { all: all.length, served: among(isServed), outside: among(isOutside) };
    };
    const [a, b, c] = [tally('A'), tally('B'), tally('C')];
    return {
      system,
      required: a.all,
      served: a.served,
      leftOut: a.outside,
      managed: b.all,
      servedManaged: b.served,
      outside: c.all,
      explained: c.outside,
    };
  };
  return [
    ...SYSTEMS.map(system =>
      count(
        system,
        requirements.filter(({ id }) => systemOf(id) === system),
      ),
    ),
    count('all', requirements),
  ];
}

/** The counts as a table. */
export function countTable(counts: readonly SystemCount[]): string[] {
  const share = (part: number, whole: number) =>
    whole === 0 ? '–'.padStart(13) : `${part} of ${whole}`.padStart(13);
  return [
    `${'system'.padEnd(8)}${'A served'.padStart(13)}${'A left out'.padStart(13)}${'B managed'.padStart(13)}${'C explained'.padStart(13)}`,
    ...counts.map(
      row =>
        row.system.padEnd(8) +
        share(row.served, row.required) +
        share(row.leftOut, row.required) +
        share(row.servedManaged, row.managed) +
        share(row.explained, row.outside),
    ),
  ];
}

/** One served function as lines: id and operations, outcome, tests. */
export function describeFunction({ id, operations, shows, test }: ServedFunction): string[] {
  return [`${id}  ${operations.join(', ')}`, `    ${shows}`, ...test.map(path => `    ${path}`)];
}
