import { FileRefused, type ImportFile, type RowVerdict } from '#kernel/load/importer';
import type { TestSubgraph } from '#test/subgraph';

export type SyntheaFolder = Readonly<Record<string, string>>;

/** A small folder in the shape of Synthea, one encounter for each number, in our own words. */
export function syntheaFolder(encounters: number): SyntheaFolder {
  const day = (index: number) =>
    `2021-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`;
  const each = (row: (index: number) => string) =>
    Array.from({ length: encounters }, (_, index) => row(index)).join('\n');
  return {
    'patients.csv': 'Id,BIRTHDATE\np0,1950-01-01\np1,2015-06-01\n',
    'organizations.csv': 'Id,NAME\no0,CLINIC\n',
    'claims.csv': `Id,APPOINTMENTID,STATUS1\n${each(index => `c${index},e${index},CLOSED`)}\n`,
    'encounters.csv': `Id,START,STOP,PATIENT,ORGANIZATION,ENCOUNTERCLASS,CODE,DESCRIPTION,TOTAL_CLAIM_COST,PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION\n${each(
      index =>
        `e${index},${day(index)}T03:00:00Z,${day(index)}T04:00:00Z,p${index % 2},o0,ambulatory,410620009,Visit,100.00,60.50,43878008,Throat`,
    )}\n`,
    'procedures.csv': `START,ENCOUNTER,CODE,DESCRIPTION,BASE_COST\n${each(index => `${day(index)}T03:00:00Z,e${index},430193006,Check,30.00`)}\n`,
    'medications.csv':
      'START,STOP,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,PAYER_COVERAGE,DISPENSES,TOTALCOST\n2021-01-01T03:00:00Z,2021-01-11T03:00:00Z,e0,198405,Tablet,13.30,0.00,2,26.60\n',
  };
}

/** A file out of a text, or of pieces of bytes as they come. */
export function importFile(name: string, text: string): ImportFile {
  const bytes = Buffer.from(text);
  return {
    name,
    size: bytes.length,
    async *open() {
      for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
    },
  };
}

/** Loads files as the load command does: in one transaction, all or nothing. */
export async function load(
  graph: TestSubgraph,
  files: readonly ImportFile[],
): Promise<{ verdicts: RowVerdict[]; refused: string | null }> {
  const { kernel, importers } = graph.subgraph;
  const importer = importers.find(each => each.kind === 'claims')!;
  const verdicts: RowVerdict[] = [];
  try {
    await kernel.transaction(tx =>
      importer.load(files, {
        tx,
        outbox: kernel.outbox,
        sealer: kernel.sealer,
        clock: kernel.clock,
        report: verdict => void verdicts.push(verdict),
      }),
    );
    return { verdicts, refused: null };
  } catch (error) {
    return {
      verdicts,
      refused: error instanceof FileRefused ? error.message : String((error as Error).message),
    };
  }
}
