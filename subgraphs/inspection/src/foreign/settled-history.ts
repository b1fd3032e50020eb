import { arrayLiteral } from '#kernel/persistence/array-literal';
import type { EntityManager } from '#kernel/persistence/database';
import type { PurchaseSummary } from '../suspicion/suspicion.rule.ts';
import type { InsuranceType, VisitType } from '../fee-rule/fee-rule.terms.ts';
import type { SettledLine } from '../suspicion/suspicion.terms.ts';
import type { SettledLineRow } from './settled-line.entity.ts';

/** A settled line with whose it is and which insurance paid. */
export interface PersonLine extends SettledLine {
  readonly personId: string;
  readonly insurance: InsuranceType;
}

/** Keeps lines; as one JSON document a statement, because a year of lines goes through here on the first start. */
export async function keepLines(tx: EntityManager, lines: readonly SettledLineRow[]): Promise<void> {
  for (let from = 0; from < lines.length; from += CHUNK) {
    const rows = lines
      .slice(from, from + CHUNK)
      .map(line => [
        ...[line.id, line.claimId, line.visitId, line.personId, line.institutionCode, line.physicianCode],
        ...[
          line.insurance,
          line.visitType,
          line.itemCode,
          line.itemName,
          String(line.quantity),
          String(line.amount),
        ],
        ...[line.serviceDate, line.daysOfSupply],
      ]);
    await tx.execute(
      `insert into inspection.settled_line (id, claim_id, visit_id, person_id, institution_code, physician_code,
         insurance, visit_type, item_code, item_name, quantity, amount, service_date, days_of_supply)
       select (r->>0)::uuid, (r->>1)::uuid, (r->>2)::uuid, (r->>3)::uuid, r->>4, r->>5, r->>6, r->>7, r->>8, r->>9,
         (r->>10)::bigint, (r->>11)::bigint, (r->>12)::date, (r->>13)::int
       from jsonb_array_elements(?::jsonb) as r
       on conflict (id) do nothing`,
      [JSON.stringify(rows)],
    );
  }
}

const CHUNK = 5000;

/** Which of some claims are kept already. */
export async function knownClaims(tx: EntityManager, claimIds: readonly string[]): Promise<Set<string>> {
  const rows: { claim_id: string }[] = await tx.execute(
    'select distinct claim_id from inspection.settled_line where claim_id = any(?::uuid[])',
    [arrayLiteral(claimIds)],
  );
  return new Set(rows.map(row => row.claim_id));
}

interface RawLine {
  readonly id: string;
  readonly claim_id: string;
  readonly visit_id: string;
  readonly person_id: string;
  readonly institution_code: string;
  readonly insurance: string;
  readonly visit_type: string;
  readonly item_code: string;
  readonly item_name: string;
  readonly generic_name: string | null;
  readonly quantity: string;
  readonly amount: string;
  readonly service_date: string;
  readonly days_of_supply: number | null;
}

/** All settled lines of some persons, grouped by person, in one statement. */
export async function historiesOf(
  tx: EntityManager,
  personIds: readonly string[],
): Promise<Map<string, PersonLine[]>> {
  const rows: RawLine[] = await tx.execute(
    `select l.id, l.claim_id, l.visit_id, l.person_id, l.institution_code, l.insurance, l.visit_type, l.item_code,
       l.item_name, d.generic_name, l.quantity::text as quantity, l.amount::text as amount,
       to_char(l.service_date, 'YYYY-MM-DD') as service_date, l.days_of_supply
     from inspection.settled_line l left join inspection.catalogued_drug d on d.national_code = l.item_code
     where l.person_id = any(?::uuid[])`,
    [arrayLiteral(personIds)],
  );
  const histories = new Map<string, PersonLine[]>(personIds.map(id => [id, []]));
  for (const row of rows) histories.get(row.person_id)?.push(toLine(row));
  return histories;
}

function toLine(row: RawLine): PersonLine {
  return {
    id: row.id,
    claimId: row.claim_id,
    visitId: row.visit_id,
    personId: row.person_id,
    institutionCode: row.institution_code,
    insurance: row.insurance as InsuranceType,
    visitType: row.visit_type as VisitType,
    itemCode: row.item_code,
    itemName: row.item_name,
    genericName: row.generic_name ?? substanceOf(row.item_code),
    quantity: BigInt(row.quantity),
    amount: BigInt(row.amount),
    serviceDate: row.service_date,
    daysOfSupply: row.days_of_supply,
  };
}

/** The part of a national drug code that names the substance; null for what is no drug. */
function substanceOf(itemCode: string): string | null {
  return /^[XZT][A-Z0-9]{19,22}$/.test(itemCode) ? itemCode.slice(0, 10) : null;
}

/** How often, and how costly at most, each person bought drugs before a day, in the three months up to it. */
export async function purchasesBefore(
  tx: EntityManager,
  from: string,
  before: string,
): Promise<PurchaseSummary[]> {
  const rows: { purchases: number; highest: string }[] = await tx.execute(
    `select count(*)::int as purchases, max(cost)::text as highest from (
       select person_id, claim_id, sum(amount) as cost from inspection.settled_line
       where item_code ~ '^[XZT]' and visit_type <> 'INPATIENT' and quantity > 0
         and service_date >= ?::date and service_date < ?::date
       group by person_id, claim_id
     ) purchase group by person_id`,
    [from, before],
  );
  return rows.map(row => ({ purchases: row.purchases, highestCost: BigInt(row.highest) }));
}
