import { institutionLimit, regionLimit, type Principal } from '#kernel/identity/principal';
import type { InspectionCodeState } from './inspection-code/inspection-code.terms.ts';

/** What an inspected party may see of a code: nothing before it was sent, so that no visit is announced early. */
export const VISIBLE_TO_INSTITUTION: readonly InspectionCodeState[] = [
  'SENT',
  'IN_USE',
  'RESULT_ENTERED',
  'CONCLUDED',
  'EVALUATED',
  'VOIDED',
];

/** The condition that keeps a query of codes inside the principal's range. */
export function codeRange(principal: Principal): Record<string, unknown> {
  const institution = institutionLimit(principal);
  const region = regionLimit(principal);
  return {
    ...(institution !== null && { institutionCode: institution, state: { $in: VISIBLE_TO_INSTITUTION } }),
    ...(region !== null && { region: { $like: `${region}%` } }),
  };
}

/** The same as SQL over the columns of `inspection_code` under an alias. */
export function codeRangeSql(principal: Principal, alias: string): [sql: string, parameters: unknown[]][] {
  const institution = institutionLimit(principal);
  return [
    ...(institution === null
      ? []
      : ([
          [`${alias}.institution_code = ?`, [institution]],
          [`${alias}.state = any(?::varchar[])`, [`{${VISIBLE_TO_INSTITUTION.join(',')}}`]],
        ] as [string, unknown[]][])),
    ...regionRangeSql(principal, alias),
  ];
}

/** The region prefix of a principal as SQL. */
export function regionRangeSql(principal: Principal, alias: string): [sql: string, parameters: unknown[]][] {
  const region = regionLimit(principal);
  return region === null ? [] : [[`${alias}.region like ?`, [`${region}%`]]];
}

/** Whether a district lies in the principal's range. */
export function coversRegion(principal: Principal, region: string): boolean {
  const prefix = regionLimit(principal);
  return prefix === null || region.startsWith(prefix);
}
