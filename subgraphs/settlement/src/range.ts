import { forbidden } from '#kernel/graphql/errors';
import { institutionLimit, personLimit, regionLimit, type Principal } from '#kernel/identity/principal';
import type { Condition } from '#kernel/persistence/page-per-parent';

/** Whom a record of settlement concerns. */
export interface Ranged {
  readonly personId: string;
  readonly institutionCode: string;
  readonly institutionRegion: string;
}

/** Whether a record lies in the principal's data range: the own person, the own institution, the own region. */
export function inRange(principal: Principal, record: Ranged): boolean {
  const person = personLimit(principal);
  const institution = institutionLimit(principal);
  const region = regionLimit(principal);
  return (
    (person === null || person === record.personId) &&
    (institution === null || institution === record.institutionCode) &&
    (region === null || record.institutionRegion.startsWith(region))
  );
}

/** The record if there is one; FORBIDDEN when it lies outside the principal's data range. */
export function requireInRange<Row extends Ranged>(principal: Principal, record: Row | null): Row | null {
  if (record && !inRange(principal, record)) throw forbidden('不在您的数据范围内');
  return record;
}

/** The data range as conditions on the children of a page. */
export function rangeConditions(principal: Principal): Condition[] {
  const limit = (sql: string, value: string | null): Condition[] => (value === null ? [] : [[sql, [value]]]);
  return [
    ...limit('child.person_id::text = ?', personLimit(principal)),
    ...limit('child.institution_code = ?', institutionLimit(principal)),
    ...limit(`child.institution_region like ? || '%'`, regionLimit(principal)),
  ];
}
