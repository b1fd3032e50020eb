import { CONSULTATION, HOSPITAL, type Desk } from '../../../subgraphs/settlement/test/desk.ts';

/** How large the past of a city is. */
export interface Size {
  /** Each with one settled bill of ten lines. */
  readonly persons: number;
  readonly institutions: number;
}

export const LINES_OF_PAST_BILL = 10;
const SCHEMA = 'settlement';

/** Number `n` of a kind as an id that grows with it. */
const id = (kind: string, n = 'n'): string =>
  `(lpad(to_hex(${n}), 8, '0') || '-0000-7000-8000-0000000000${kind}')::uuid`;
/** The last of 365 days is the day before today. */
const DAY = `(date '2026-03-15' - (n % 365)::int)`;

/** The month that institutions have yet to declare; earlier ones are declared and paid. */
export const OPEN_MONTH = '2026-02';

export const personId = (n: number): string =>
  `${n.toString(16).padStart(8, '0')}-0000-7000-8000-00000000000a`;
export const institutionCode = (n: number): string => `H3101${String(n).padStart(7, '0')}`;
const institutionOf = (size: Size): string => `'H3101' || lpad((n % ${size.institutions})::text, 7, '0')`;

/**
 * Fills the tables with a past: one bill is settled by the subgraph, and every row that it left is multiplied in the
 * database, with ids, persons, institutions and days of its own. The audit trail and signatures stay short: a
 * settlement only adds to them.
 */
export async function makePast(
  desk: Desk,
  size: Size,
  query: (sql: string) => Promise<Row[]>,
): Promise<void> {
  const person = await desk.insure();
  const fees = Array.from({ length: LINES_OF_PAST_BILL }, (_, at) => ({
    amount: String(5000 + 700 * at),
    itemCode: CONSULTATION,
  }));
  const claimId = await desk.claim(person, fees);
  await desk.preSettle(claimId);
  const { settlement } = await desk.settle(claimId);
  const times = async (
    table: string,
    where: string,
    count: number,
    columns: Readonly<Record<string, string>>,
  ) => query(await multiplied(query, table, where, count, columns));

  await times('institution_copy', `code = '${HOSPITAL}'`, size.institutions, { code: institutionOf(size) });
  await times('enrolment_copy', `person_id = '${person}'`, size.persons, {
    enrolment_id: id('0b'),
    person_id: id('0a'),
  });
  const bill = {
    person_id: id('0a'),
    institution_code: institutionOf(size),
    institution_region: `'3101' || lpad((1 + n % 16)::text, 2, '0')`,
  };
  await times('visit', `person_id = '${person}'`, size.persons, { ...bill, id: id('01'), started_on: DAY });
  await times('claim', `id = '${claimId}'`, size.persons, { ...bill, id: id('02'), visit_id: id('01') });
  await times('fee_item', `claim_id = '${claimId}'`, size.persons, {
    id: id('04', `n * ${LINES_OF_PAST_BILL} + t.detail_number::int`),
    claim_id: id('02'),
    service_date: DAY,
  });
  const msgid = `${institutionOf(size)} || to_char(${DAY}, 'YYYYMMDD') || to_char(n / 10000, 'FM000000') || to_char(n % 10000, 'FM0000')`;
  const month = `to_char(${DAY}, 'YYYY-MM')`;
  await times('settlement', `id = '${settlement.id}'`, size.persons, {
    ...bill,
    id: id('03'),
    claim_id: id('02'),
    visit_id: id('01'),
    msgid,
    settled_on: DAY,
    monthly_settlement_id: `case when ${month} < '${OPEN_MONTH}' then md5(${institutionOf(size)} || ${month})::uuid end`,
    settled_at: `${DAY} + interval '4 hours' + (n % 28800) * interval '1 second'`,
  });
  await times('accumulator', `person_id = '${person}'`, size.persons, {
    person_id: id('0a'),
    year: `extract(year from ${DAY})::int`,
  });
  await times('transaction', `settlement_id = '${settlement.id}'`, size.persons, {
    msgid,
    institution_code: bill.institution_code,
    settlement_id: id('03'),
  });
  await times(
    'idempotency',
    `key like '%' || (select msgid from "${SCHEMA}".settlement where id = '${settlement.id}')`,
    size.persons,
    {
      key: `'transaction/' || ${msgid}`,
    },
  );
  await times('outbox_event', `aggregate_id = '${settlement.id}'`, size.persons, {
    id: `n + 1000000`,
    position: `n + 1000000`,
    aggregate_id: `${id('03')}::text`,
  });
  await query(`insert into "${SCHEMA}".volume_minute (minute, institution_code, channel, visit_type, institution_region,
      settlements, undone, total, fund_paid)
    select date_trunc('minute', settled_at), institution_code, channel, visit_type, max(institution_region),
      count(*), 0, sum(total), sum(fund_paid) from "${SCHEMA}".settlement group by 1, 2, 3, 4 on conflict do nothing`);
  await query(`insert into "${SCHEMA}".monthly_settlement (id, institution_code, institution_region, month, state,
      settlements, total, declared, deducted, approved, voucher_number, declared_on, promised_by, history)
    select monthly_settlement_id, institution_code, min(institution_region), to_char(min(settled_on), 'YYYY-MM'), 'PAID',
      count(*), sum(total), sum(fund_paid + account_paid), 0, sum(fund_paid + account_paid),
      to_char(min(settled_on), '"HD"YYYYMM-') || institution_code, max(settled_on), max(settled_on), '[]'
    from "${SCHEMA}".settlement where monthly_settlement_id is not null group by 1, 2`);
  await query('vacuum analyze');
}

export type Row = Record<string, unknown>;

/** A statement that copies the rows of a template so many times, with some columns made from the number `n`. */
async function multiplied(
  query: (sql: string) => Promise<Row[]>,
  table: string,
  where: string,
  count: number,
  columns: Readonly<Record<string, string>>,
): Promise<string> {
  const rows = await query(`select column_name from information_schema.columns
    where table_schema = '${SCHEMA}' and table_name = '${table}' order by ordinal_position`);
  const names = rows.map(row => String(row['column_name']));
  const unknown = Object.keys(columns).find(name => !names.includes(name));
  if (unknown) throw new Error(`${table} has no column ${unknown}`);
  const values = names.map(name => columns[name] ?? `t."${name}"`);
  return `insert into "${SCHEMA}"."${table}" (${names.map(name => `"${name}"`).join(', ')})
    select ${values.join(', ')} from generate_series(1, ${count}) n, "${SCHEMA}"."${table}" t where t.${where}`;
}
