import { institutionLimit, regionLimit, type Principal } from '#kernel/identity/principal';
import { arrayLiteral } from '#kernel/persistence/array-literal';
import type { Condition } from '#kernel/persistence/page-per-parent';
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

/** The same as conditions on the codes of a parent. */
export function codeRangeSql(principal: Principal): readonly Condition[] {
  const institution = institutionLimit(principal);
  const own: readonly Condition[] = [
    ['child.institution_code = ?', [institution]],
    ['child.state = any(?::varchar[])', [arrayLiteral(VISIBLE_TO_INSTITUTION)]],
  ];
  return [...(institution === null ? [] : own), ...regionRangeSql(principal)];
}

/** The region prefix of a principal as a condition on the children of a parent. */
export function regionRangeSql(principal: Principal): readonly Condition[] {
  const region = regionLimit(principal);
  return region === null ? [] : [['child.region like ?', [`${region}%`]]];
}

/** Whether a district lies in the principal's range. */
export function coversRegion(principal: Principal, region: string): boolean {
  const prefix = regionLimit(principal);
  return prefix === null || region.startsWith(prefix);
}
