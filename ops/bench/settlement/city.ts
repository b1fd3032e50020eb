import pg from 'pg';
import type { StoredBasis } from '../../../subgraphs/settlement/src/settlement/basis.ts';
import { CONSULTATION, Desk, ok } from '../../../subgraphs/settlement/test/desk.ts';
import { replay, type Written } from './bare.ts';
import { institutionCode, makePast, personId, type Row, type Size } from './past.ts';

const LINES = 30;
const DECLARING_AT_ONCE = 8;

/** A bill that is ready to be reckoned. */
export interface Bill {
  readonly claimId: string;
  readonly institution: string;
}

const DECLARE = `mutation ($input: DeclareMonthInput!) { declareMonth(input: $input) {
  __typename ... on Refusal { code } } }`;
const IMPORT = `mutation ($input: ImportDeductionsInput!) { importDeductions(input: $input) {
  ... on ImportDeductionsSuccess { accepted } } }`;

/** The settlement subgraph of a city of some size, on a database of its own. */
export class City {
  readonly desk: Desk;
  /** Process id of a connection to it. */
  readonly backend: number;
  readonly #client: pg.Client;
  readonly #size: Size;
  #next = 0;

  private constructor(desk: Desk, size: Size, client: pg.Client, backend: number) {
    this.desk = desk;
    this.#size = size;
    this.#client = client;
    this.backend = backend;
  }

  /** On a database of its own on a server. */
  static async found(size: Size, server: string): Promise<City> {
    const desk = await Desk.open({ unwatched: true });
    // An institution works under one token for hours.
    const issued = new Map<string, Promise<string | null>>();
    const issue = desk.graph.bearer.bind(desk.graph);
    desk.graph.bearer = asker => {
      const claims = JSON.stringify(asker);
      if (!issued.has(claims)) issued.set(claims, issue(asker));
      return issued.get(claims)!;
    };
    const [{ name }] = (await desk.graph.subgraph.kernel
      .em()
      .execute('select current_database() as name')) as [{ name: string }];
    const url = new URL(server);
    url.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await makePast(desk, size, async sql => (await client.query<Row>(sql)).rows);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return new City(desk, size, client, rows[0]!.pid);
  }

  /** Bills of so many persons, each with thirty lines, registered and uploaded. */
  async bills(
    count: number,
    institutionOf: (at: number) => string = () => institutionCode(1),
  ): Promise<Bill[]> {
    const bills: Bill[] = [];
    for (let at = 0; at < count; at++) {
      const institution = institutionOf(at);
      const fees = Array.from({ length: LINES }, (_, line) => ({
        amount: String(1000 + 37 * line),
        itemCode: CONSULTATION,
      }));
      this.#next += 1;
      const person = personId(1 + ((this.#next * 7919) % this.#size.persons));
      bills.push({ institution, claimId: await this.desk.claim(person, fees, {}, institution) });
    }
    return bills;
  }

  async settleAll(bills: readonly Bill[]): Promise<void> {
    for (const bill of bills) await this.#settle(bill);
  }

  /** Waits until all that settlements left behind them is told and chained. */
  async settled(): Promise<void> {
    await this.desk.graph.caughtUp();
    await this.desk.graph.subgraph.kernel.audit.chain();
  }

  /** Settles bills by so many desks at once: bills a second, and the milliseconds that each settlement took. */
  async timed(bills: readonly Bill[], desks: number): Promise<{ perSecond: number; settle: number[] }> {
    const settle: number[] = [];
    const waiting = bills.values();
    const start = performance.now();
    const work = async (): Promise<void> => {
      for (const bill of waiting) settle.push(await this.#settle(bill));
    };
    await Promise.all(Array.from({ length: desks }, work));
    return { perSecond: bills.length / ((performance.now() - start) / 1000), settle };
  }

  async declareAll(month: string, institutions: number): Promise<void> {
    const codes = Array.from({ length: institutions }, (_, at) => institutionCode(at)).values();
    const work = async (): Promise<void> => {
      for (const institution of codes) {
        const input = { idempotencyKey: `declare-${institution}`, month };
        const { declareMonth } = ok(
          await this.desk.graph.query(DECLARE, { input }, { role: 'INSTITUTION', institution }),
        );
        if (declareMonth.code) throw new Error(`${institution} is refused: ${declareMonth.code}`);
      }
    };
    await Promise.all(Array.from({ length: DECLARING_AT_ONCE }, work));
  }

  /** A workbook, sent and then imported. */
  async importWorkbook(bytes: Uint8Array): Promise<{ accepted: number }> {
    return this.importDeductions({ file: await this.desk.graph.upload(bytes) });
  }

  async importDeductions(table: { csv: string } | { file: string }): Promise<{ accepted: number }> {
    const input = { idempotencyKey: `bench-deductions-${Object.keys(table).join()}`, ...table };
    return ok(await this.desk.graph.query(IMPORT, { input })).importDeductions;
  }

  /** Ids that bills had before they were settled. */
  async idsOf(bills: readonly Bill[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.#client.query<{ id: string }>(
      `select unnest(array[c.id, c.visit_id, c.person_id, f.id]) as id
       from settlement.claim c join settlement.fee_item f on f.claim_id = c.id where c.id = any ($1)`,
      [bills.map(({ claimId }) => claimId)],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Writes in one transaction, with nothing around it. */
  replay(written: readonly Written[]): Promise<void> {
    return replay(this.#client, written);
  }

  async basisOf(claimId: string): Promise<StoredBasis> {
    const { rows } = await this.#client.query<{ basis: StoredBasis }>(
      `select basis from settlement.settlement where claim_id = $1 limit 1`,
      [claimId],
    );
    return rows[0]!.basis;
  }

  async stop(): Promise<void> {
    await this.#client.end();
    await this.desk.stop();
  }

  /** Milliseconds of the settlement proper. */
  async #settle({ claimId, institution }: Bill): Promise<number> {
    await this.desk.preSettle(claimId, {}, institution);
    const start = performance.now();
    const { settlement, code } = await this.desk.settle(claimId, {}, institution);
    if (!settlement) throw new Error(`not settled: ${code}`);
    return performance.now() - start;
  }
}
