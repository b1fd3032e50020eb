import pg from 'pg';
import { addMonths, systemClock, today } from '#kernel/vocabulary/calendar';
import { Dice } from '../../../ops/demo/dice.ts';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { AGREEMENTS, disagreements } from './books.ts';
import { Hospital, type Noted, type Tally } from './hospital.ts';
import { Office } from './office.ts';
import { Processes } from './processes.ts';

const HOSPITALS = 6;
const PERSONS = 8;
/** Left behind so long, what nobody decided is given up by the sweeper. */
const GIVEN_UP = '10 minutes';

export interface Outcome {
  readonly bills: number;
  readonly records: number;
  readonly vouchers: number;
  readonly killed: Readonly<Record<string, number>>;
  /** What clients went through, by how often. */
  readonly tally: Tally;
  /** Where books and journals do not agree; empty when all is well. */
  readonly disagreements: readonly string[];
}

/**
 * Settles, voids, reverses and declares through two processes at once while they and insured are killed every few
 * seconds; then compares what hospitals were told with what the books hold, and the books with each other.
 */
export async function settleUnderFire(
  databaseUrl: string,
  seconds: number,
  seed = DEMO_SEED,
): Promise<Outcome> {
  const day = today(systemClock);
  const world = createDemoWorld({ seed: DEMO_SEED, asOf: day });
  const dice = (part: string): Dice => new Dice(seed, part);
  const persons = world.persons
    .filter(
      ({ scheme, enrolments, account }) =>
        scheme === 'EMPLOYEE' && enrolments.at(-1)!.state === 'ACTIVE' && account.thisYear > 0n,
    )
    .slice(0, PERSONS);
  const institutions = world.institutions.filter(
    ({ kind, state }) => kind === 'HOSPITAL' && state === 'ACTIVE',
  );
  const processes = await Processes.start(databaseUrl);
  const database = new pg.Client({ connectionString: databaseUrl });
  try {
    await database.connect();
    const tally: Tally = {};
    const hospitals = institutions
      .slice(0, HOSPITALS)
      .map(({ code }) => new Hospital(processes, code, day, dice(code), tally));
    const office = new Office(processes, addMonths(`${day.slice(0, 7)}-01`, -1).slice(0, 7), dice('office'));
    let bills = 0;
    let over = false;
    const work = [
      ...hospitals.map(async (hospital, at) => {
        const whose = dice(`persons of ${at}`);
        for (; !over; bills++) await hospital.bill(whose.pick(persons).id);
      }),
      (async () => {
        // The pharmacies of the demo world have declared the month already.
        for (const { code } of institutions) if (!over) await office.month(code);
      })(),
    ];
    const pauses = dice('pauses');
    const rage = processes.rage(() => pauses.between(1000, 5000) / 1000);
    const timer = setTimeout(() => {
      over = true;
      processes.calm();
    }, 1000 * seconds);
    await Promise.all([...work, rage]).finally(() => clearTimeout(timer));
    await nothingUnderWay(database);
    const journal = hospitals.flatMap(hospital => [...hospital.journal.values()]);
    const found = [
      ...(await unlikeJournal(database, journal)),
      ...(await unlikeVouchers(database, office)),
      ...(await disagreements(database)),
      ...(await processes.stopAndVerify()),
    ];
    const vouchers = office.issued.length;
    return {
      bills,
      records: journal.length,
      vouchers,
      killed: processes.killed,
      tally,
      disagreements: found,
    };
  } finally {
    await database.end();
    await processes.remove();
  }
}

/** Lets time pass for what was left behind, and waits until sweepers and relays have nothing to do. */
async function nothingUnderWay(database: pg.Client): Promise<void> {
  await database.query(`update settlement.account_reservation set changed_at = changed_at - interval '${GIVEN_UP}'
    where state not in ('CONFIRMED', 'RELEASED', 'RETURNED')`);
  for (;;) {
    const { rows } = await database.query(`select 1 from settlement.account_reservation
        where state not in ('CONFIRMED', 'RELEASED', 'RETURNED')
      union all select 1 from settlement.outbox_event where position is null
      union all select 1 from insured.outbox_event where position is null limit 1`);
    if (rows.length === 0) return;
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

/** Whether the records are those that hospitals were told of: none lost, none more, each as it was told. */
async function unlikeJournal(database: pg.Client, journal: readonly Noted[]): Promise<string[]> {
  const { rows } = await database.query<Record<string, string>>(
    `select id, msgid, state, total, fund_paid, account_paid, cash_paid from settlement.settlement where msgid is not null`,
  );
  const kept = new Map(
    rows.map(row => [
      row['id']!,
      [
        row['msgid'],
        row['state'],
        row['total'],
        row['fund_paid'],
        row['account_paid'],
        row['cash_paid'],
      ].join(),
    ]),
  );
  const told = new Map(
    journal.map(({ id, msgid, state, total, fundPaid, accountPaid, cashPaid }) => [
      id,
      [msgid, state, total, fundPaid, accountPaid, cashPaid].join(),
    ]),
  );
  return [...new Set([...kept.keys(), ...told.keys()])]
    .filter(id => kept.get(id) !== told.get(id))
    .map(id => `told ${told.get(id) ?? 'nothing'}, kept ${kept.get(id) ?? 'nothing'}`);
}

async function unlikeVouchers(database: pg.Client, { issued }: Office): Promise<string[]> {
  const { rows } = await database.query<{ number: string; payable: string }>(
    `select number, payable from settlement.voucher where kind = 'ACTUAL' order by number`,
  );
  const kept = rows.map(({ number, payable }) => `${number} ${payable}`);
  const told = issued.map(({ number, payable }) => `${number} ${payable}`).toSorted();
  return kept.join() === told.join() ? [] : [`told vouchers ${told.join()}, kept ${kept.join()}`];
}

/** An outcome as lines for people. */
export function describe({
  bills,
  records,
  vouchers,
  killed,
  tally,
  disagreements: found,
}: Outcome): string[] {
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .toSorted()
      .map(([what, count]) => `${what} ${count}`)
      .join(', ');
  return [
    `${bills} bills, ${records} records of settlements, ${vouchers} vouchers of payment`,
    `killed: ${list(killed)}`,
    `hospitals: ${list(tally)}`,
    ...(found.length > 0 ? found : [`all ${AGREEMENTS.length + 3} agreements hold, to the fen`]),
  ];
}
