import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { parse, type Info } from 'csv-parse';
import { v5 } from 'uuid';
import type { DomainEvent } from '#kernel/events/event';
import { FileRefused, type Importer, type ImportFile, type ImportScope } from '#kernel/load/importer';
import { dateInShanghai } from '#kernel/vocabulary/calendar';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import { Claim } from '../claim/claim.entity.ts';
import { FeeItem } from '../claim/fee-item.entity.ts';
import { claimSettled } from '../settlement/settlement-record.ts';
import { Settlement } from '../settlement/settlement.entity.ts';
import { storeTrace } from '../settlement/stored-benefit.ts';
import { countVolume } from '../volume/volume.store.ts';
import { Visit } from '../visit/visit.entity.ts';
import { takenTrace, takeOver, type Cells, type TakenBill } from './synthea.rule.ts';

const TABLES = {
  'claims.csv': ['Id', 'APPOINTMENTID', 'STATUS1'],
  'encounters.csv': [
    'Id',
    'START',
    'STOP',
    'PATIENT',
    'ORGANIZATION',
    'ENCOUNTERCLASS',
    'CODE',
    'TOTAL_CLAIM_COST',
    'PAYER_COVERAGE',
  ],
  'medications.csv': ['START', 'ENCOUNTER', 'CODE', 'BASE_COST', 'PAYER_COVERAGE', 'DISPENSES', 'TOTALCOST'],
  'organizations.csv': ['Id', 'NAME'],
  'patients.csv': ['Id', 'BIRTHDATE'],
  'procedures.csv': ['START', 'ENCOUNTER', 'CODE', 'BASE_COST'],
} as const;
type TableName = keyof typeof TABLES;

/** Ids of ours are made from theirs, so that the same row is the same noun at every load. */
const NAMESPACE = '8f2c6f0e-2d0a-5c55-9d2e-6f6b1c1d7a10';
/** Division of institutions outside the country's division code. */
const NO_REGION = '000000';
const CHUNK = 500;

/**
 * Takes over the claims of a Synthea folder (claims, encounters, medications, organizations, patients and
 * procedures as CSV), all in one transaction. A verdict is given for each encounter. Patients and
 * organizations are referred to by ids made from theirs; as nouns they belong to other subgraphs.
 */
export const claimImporter: Importer = {
  kind: 'claims',
  together: true,
  accepts: fileName => Object.hasOwn(TABLES, fileName),
  async load(files, scope) {
    const tables = new Map(files.map(file => [file.name as TableName, file]));
    const missing = Object.keys(TABLES).filter(name => !tables.has(name as TableName));
    if (missing.length > 0) throw new FileRefused(`missing beside the others: ${missing.join(', ')}`);
    const read = (name: TableName) => rowsOf(tables.get(name)!, TABLES[name]);
    const births = new Map<string, string>();
    for await (const { cells } of read('patients.csv')) births.set(cells['Id']!, cells['BIRTHDATE']!);
    const organizations = new Set<string>();
    for await (const { cells } of read('organizations.csv')) organizations.add(cells['Id']!);
    const claims = new Map<string, Cells>();
    for await (const { cells } of read('claims.csv')) {
      if (!claims.has(cells['APPOINTMENTID']!)) claims.set(cells['APPOINTMENTID']!, cells);
    }
    const procedures = await byEncounter(read('procedures.csv'));
    const medications = await byEncounter(read('medications.csv'));
    const batch = new Batch(scope);
    const seen = new Set<string>();
    for await (const { cells, line } of read('encounters.csv')) {
      const id = cells['Id']!;
      const refuse = (reason: string) => scope.report({ line, verdict: 'REFUSED', reason });
      if (seen.has(id)) {
        scope.report({ line, verdict: 'DUPLICATE', reason: 'the encounter stands in an earlier line' });
        continue;
      }
      seen.add(id);
      const [claim, birth] = [claims.get(id), births.get(cells['PATIENT']!)];
      if (!claim) refuse('claims.csv has no claim of the encounter');
      else if (!birth) refuse('patients.csv does not know the patient');
      else if (!organizations.has(cells['ORGANIZATION']!))
        refuse('organizations.csv does not know the organization');
      else {
        const bill = takeOver(
          cells,
          claim['STATUS1']!,
          birth,
          procedures.get(id) ?? [],
          medications.get(id) ?? [],
        );
        if (bill.ok) await batch.add({ line, encounter: cells, claimId: claim['Id']!, bill: bill.value });
        else refuse(bill.refusal.message);
      }
    }
    await batch.flush();
  },
};

interface Entry {
  readonly line: number;
  readonly encounter: Cells;
  readonly claimId: string;
  readonly bill: TakenBill;
}

/** Bills on their way in, some hundred at a time. */
class Batch {
  readonly #scope: ImportScope;
  #entries: Entry[] = [];

  constructor(scope: ImportScope) {
    this.#scope = scope;
  }

  async add(entry: Entry): Promise<void> {
    this.#entries.push(entry);
    if (this.#entries.length >= CHUNK) await this.flush();
  }

  async flush(): Promise<void> {
    const { tx, outbox, sealer, report } = this.#scope;
    const entries = this.#entries;
    this.#entries = [];
    if (entries.length === 0) return;
    const ids = entries.map(entry => visitIdOf(entry));
    const known = new Set(
      (await tx.find(Visit, { id: { $in: ids } }, { fields: ['id'] })).map(visit => visit.id),
    );
    const unknown = entries.filter(entry => !known.has(visitIdOf(entry)));
    const erased = await sealer.erasedAmong(tx, unknown.map(personIdOf));
    const fresh = unknown.filter(entry => !erased.has(personIdOf(entry)));
    await sealer.prepare(tx, fresh.map(personIdOf));
    const rows = await Promise.all(fresh.map(entry => this.#rowsOf(entry)));
    await bulkInsert(
      tx,
      Visit,
      rows.map(row => row.visit),
    );
    await bulkInsert(
      tx,
      Claim,
      rows.map(row => row.claim),
    );
    await bulkInsert(
      tx,
      FeeItem,
      rows.flatMap(row => row.items),
    );
    await bulkInsert(
      tx,
      Settlement,
      rows.map(row => row.settlement),
    );
    await countVolume(
      tx,
      rows.map(row => row.settlement.id),
    );
    await outbox.add(
      tx,
      rows.map(row => row.event),
    );
    for (const entry of entries) {
      const { line } = entry;
      if (known.has(visitIdOf(entry))) report({ line, verdict: 'UNCHANGED' });
      else if (erased.has(personIdOf(entry)))
        report({ line, verdict: 'REFUSED', reason: 'the data of the patient were erased' });
      else report({ line, verdict: 'ACCEPTED' });
    }
  }

  async #rowsOf(entry: Entry) {
    const { encounter, bill } = entry;
    const id = visitIdOf(entry);
    const claimId = ourId('claim', entry.claimId);
    const whose = {
      personId: personIdOf(entry),
      institutionCode: institutionCodeOf(encounter['ORGANIZATION']!),
      institutionRegion: NO_REGION,
    };
    const { diagnosis, diagnosisCode, visitType, startedOn } = bill;
    const sealed = await this.#scope.sealer.seal(
      this.#scope.tx,
      Visit,
      { rowId: id, personId: whose.personId },
      { diagnosis, diagnosisCode },
    );
    const items: FeeItem[] = bill.lines.map(line => ({
      ...line,
      id: ourId('fee-item', `${id}/${line.detailNumber}`),
      claimId,
    }));
    const settlement = settlementOf(bill, { ...whose, claimId, visitId: id });
    return {
      visit: {
        id,
        ...whose,
        ...sealed,
        channel: 'DIRECT',
        visitType,
        startedOn,
        physicianCode: null,
        exclusionCause: null,
        fundAdvances: false,
      },
      claim: { id: claimId, visitId: id, ...whose, state: 'SETTLED', total: bill.total },
      items,
      settlement,
      event: claimSettled(settlement, null, items) as DomainEvent,
    };
  }
}

function settlementOf(
  bill: TakenBill,
  keys: Pick<Settlement, 'personId' | 'institutionCode' | 'institutionRegion' | 'claimId' | 'visitId'>,
): Settlement {
  return {
    id: ourId('settlement', keys.visitId),
    ...keys,
    kind: 'NORMAL',
    state: 'SETTLED',
    channel: 'DIRECT',
    opposesId: null,
    monthlySettlementId: null,
    msgid: null,
    scheme: 'RESIDENT',
    personGroup: bill.personGroup,
    visitType: bill.visitType,
    entitlement: 'ENTITLED',
    settledOn: dateInShanghai(bill.settledAt),
    settledAt: bill.settledAt,
    total: bill.total,
    fundPaid: bill.fundPaid,
    accountPaid: 0n,
    commercialPaid: 0n,
    cashPaid: bill.total - bill.fundPaid,
    trace: storeTrace(takenTrace(bill)),
    moved: {},
    basis: null,
    sequence: 0,
  };
}

function visitIdOf({ encounter }: Entry): string {
  return ourId('encounter', encounter['Id']!);
}

function personIdOf({ encounter }: Entry): string {
  return patientId(encounter['PATIENT']!);
}

/** Our id of one of their patients. */
export function patientId(theirs: string): string {
  return ourId('patient', theirs);
}

function ourId(noun: string, theirs: string): string {
  return v5(`synthea/${noun}/${theirs}`, NAMESPACE);
}

/** A code of the national shape that no institution has: `S` and eleven digits. */
function institutionCodeOf(organization: string): string {
  const digest = createHash('sha256').update(organization).digest();
  return `S${(digest.readBigUInt64BE() % 100_000_000_000n).toString().padStart(11, '0')}`;
}

async function byEncounter(rows: AsyncIterable<{ cells: Cells }>): Promise<Map<string, Cells[]>> {
  const grouped = new Map<string, Cells[]>();
  for await (const { cells } of rows) {
    const group = grouped.get(cells['ENCOUNTER']!);
    if (group) group.push(cells);
    else grouped.set(cells['ENCOUNTER']!, [cells]);
  }
  return grouped;
}

async function* rowsOf(
  file: ImportFile,
  columns: readonly string[],
): AsyncGenerator<{ cells: Cells; line: number }, void, undefined> {
  const parser = parse({ columns: true, info: true, bom: true, trim: true });
  pipeline(Readable.from(file.open()), parser, () => undefined);
  let first = true;
  for await (const { record, info } of parser as AsyncIterable<{ record: Cells; info: Info }>) {
    if (first) {
      const missing = columns.filter(column => !(column in record));
      if (missing.length > 0) throw new FileRefused(`${file.name} lacks the columns ${missing.join(', ')}`);
      first = false;
    }
    yield { cells: record, line: info.lines };
  }
}
