import type pg from 'pg';

/** Something on which the books agree; its statement yields what contradicts it. */
export interface Agreement {
  readonly says: string;
  readonly sql: string;
}

/** What must hold of settlement and insured together, whatever was killed, once nothing is under way any more. */
export const AGREEMENTS: readonly Agreement[] = [
  {
    says: 'what a settlement comes to is what its payers pay, line by line',
    sql: `select s.id from settlement.settlement s
      where s.total <> s.fund_paid + s.account_paid + s.commercial_paid + s.cash_paid
        or s.total <> (select sum((line->>'amount')::bigint) from jsonb_array_elements(s.trace) line
          where line->>'payer' is not null)
        or abs(s.total) <> (select sum(amount) from settlement.fee_item where claim_id = s.claim_id)`,
  },
  {
    says: 'what undoes a record is its equal and opposite, and a record is undone once at most',
    sql: `select o.id from settlement.settlement o join settlement.settlement s on s.id = o.opposes_id
      where (o.total, o.fund_paid, o.account_paid, o.cash_paid)
        <> (-s.total, -s.fund_paid, -s.account_paid, -s.cash_paid)
      union all select opposes_id from settlement.settlement where opposes_id is not null
        group by opposes_id having count(*) > 1 and count(*) <> count(*) filter (where state = 'REVERSED') + 1`,
  },
  {
    says: 'accumulators stand where the records have moved them',
    sql: `with moved as (
        select person_id, scheme, extract(year from settled_on)::int as year, key as kind, sum(value::bigint) as amount
        from settlement.settlement, jsonb_each_text(moved) group by 1, 2, 3, 4)
      select coalesce(a.person_id, m.person_id) as id, coalesce(a.kind, m.kind) as kind
      from settlement.accumulator a full join moved m using (person_id, scheme, year, kind)
      where coalesce(a.amount, 0) <> coalesce(m.amount, 0)`,
  },
  {
    says: 'the records of a person’s year are numbered without a gap',
    sql: `select person_id as id from settlement.settlement
      group by person_id, scheme, extract(year from settled_on)
      having count(*) <> max(sequence) or count(*) <> count(distinct sequence)`,
  },
  {
    says: 'the volume of every minute is what its records come to',
    sql: `with counted as (
        select date_trunc('minute', settled_at) as minute, institution_code, channel, visit_type,
          count(*) filter (where kind = 'NORMAL') as settlements, sum(total) as total, sum(fund_paid) as fund_paid
        from settlement.settlement group by 1, 2, 3, 4)
      select institution_code as id, minute from counted c
      full join settlement.volume_minute v using (minute, institution_code, channel, visit_type)
      where (c.settlements, c.total, c.fund_paid) is distinct from (v.settlements::bigint, v.total, v.fund_paid)`,
  },
  {
    says: 'every message stands in the register once, beside the record that it made',
    sql: `select s.id::text as id from settlement.settlement s left join settlement.transaction t on t.msgid = s.msgid
      where s.msgid is not null
        and (t.msgid is null or (s.kind <> 'REVERSAL' and t.settlement_id is distinct from s.id))
      union all select msgid from settlement.settlement where msgid is not null group by msgid having count(*) > 1
      union all select key from settlement.idempotency where outcome is null`,
  },
  {
    says: 'what accounts paid of a bill that counts is confirmed in insured, and nothing else is',
    sql: `with paid as (
        select msgid, account_paid from settlement.settlement
        where kind = 'NORMAL' and state = 'SETTLED' and account_paid > 0 and msgid is not null),
      confirmed as (
        select msgid, this_year + former_years as amount from insured.account_reservation where state = 'CONFIRMED')
      select msgid as id from paid full join confirmed using (msgid)
      where account_paid is distinct from amount`,
  },
  {
    says: 'no money is left set aside',
    sql: `select msgid as id from insured.account_reservation where state = 'RESERVED'
      union all select msgid from settlement.account_reservation
        where state not in ('CONFIRMED', 'RELEASED', 'RETURNED')
      union all select id::text from insured.personal_account where reserved <> 0`,
  },
  {
    says: 'every account holds what its movements come to, and every movement balances',
    sql: `select a.id from insured.personal_account a
      where a.this_year + a.former_years <>
        (select coalesce(sum(this_year + former_years), 0) from insured.account_movement where person_id = a.id)
      union all select movement_id from insured.account_posting group by 1 having sum(amount) <> 0
      union all select m.id from insured.account_movement m where m.this_year + m.former_years <> (
        select coalesce(sum(amount) filter (where account in ('THIS_YEAR', 'FORMER_YEARS')), 0)
        from insured.account_posting where movement_id = m.id)`,
  },
  {
    says: 'every change is told to others, as often as it happened',
    sql: `with told as (
        select aggregate_id, count(*) filter (where name = 'ClaimSettled') as settled,
          count(*) filter (where name = 'SettlementVoided') as voided
        from settlement.outbox_event where topic = 'settlement.settlement' group by 1),
      done as (
        select s.id, 1 + count(back.id) as settled, count(o.id) as voided from settlement.settlement s
        left join settlement.settlement o on o.opposes_id = s.id
        left join settlement.settlement back on back.opposes_id = o.id
        where s.kind = 'NORMAL' group by s.id)
      select id::text from done full join told on aggregate_id = id::text
      where (done.settled, done.voided) is distinct from (told.settled, told.voided)`,
  },
  {
    says: 'what is told is numbered without a gap',
    sql: ['settlement', 'insured']
      .map(
        name => `select topic as id from ${name}.outbox_event group by topic
          having count(*) <> coalesce(max(position), 0) or count(*) <> count(distinct position)
        union all select aggregate_id from ${name}.outbox_event group by topic, aggregate_id
          having count(*) <> count(distinct aggregate_sequence)`,
      )
      .join(' union all '),
  },
  {
    says: 'a declared month is the sum of its settlements, all of which still count',
    sql: `select m.id from settlement.monthly_settlement m
      left join settlement.settlement s on s.monthly_settlement_id = m.id
      group by m.id
      having (m.state = 'WITHDRAWN' and count(s.id) > 0) or (m.state <> 'WITHDRAWN' and
        (m.settlements, m.total, m.declared) is distinct from
          (count(s.id)::int, sum(s.total)::bigint, sum(s.fund_paid + s.account_paid)::bigint))
      union all select id from settlement.settlement
        where monthly_settlement_id is not null and (state <> 'SETTLED' or kind <> 'NORMAL')
      union all select (array_agg(id))[1] from settlement.monthly_settlement where state <> 'WITHDRAWN'
        group by institution_code, month having count(*) > 1`,
  },
  {
    says: 'vouchers balance, and an approved month has one of approval and at most one of payment',
    sql: `select v.id from settlement.voucher v
      where (select sum((line->>'debit')::bigint) <> sum((line->>'credit')::bigint) from jsonb_array_elements(v.lines) line)
      union all select m.id from settlement.monthly_settlement m
        left join settlement.voucher v on v.institution_code = m.institution_code and v.period = m.month
        where m.state <> 'WITHDRAWN' group by m.id
        having count(v.id) filter (where v.kind = 'APPROVED') <> (m.approved is not null)::int
          or count(v.id) filter (where v.kind = 'ACTUAL') > (m.approved is not null)::int
          or sum((select (line->>'credit')::bigint from jsonb_array_elements(v.lines) line
            where line->>'account' = 'PAYABLE')) filter (where v.kind = 'APPROVED') <> m.approved
          or sum(v.payable) filter (where v.kind = 'ACTUAL') <> m.approved`,
  },
  {
    says: 'every record is signed once and stands in the audit trail once',
    sql: `select s.id from settlement.settlement s where s.msgid is not null and (
        (select count(*) from settlement.document_signature d
          where d.kind = 'Settlement' and d.document_id = s.id::text) <> 1
        or (select count(*) from settlement.audit_record a
          where a.action = 'Settlement.' || s.kind and a.row_id = s.id::text) <> 1)`,
  },
];

/** What the books do not agree on: nothing, or for each agreement that is broken a few of the rows that break it. */
export async function disagreements(database: pg.Client): Promise<string[]> {
  const found: string[] = [];
  for (const { says, sql } of AGREEMENTS) {
    const { rows } = await database.query<object>(`${sql} limit 3`);
    if (rows.length > 0) found.push(`not so: ${says}: ${JSON.stringify(rows)}`);
  }
  return found;
}
