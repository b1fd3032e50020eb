import { institutionLimit, regionLimit, type Principal } from '#kernel/identity/principal';
import type { MonthlySettlement } from './monthly-settlement.entity.ts';

/** Whether a declared month lies in the data range of who asks. */
export function monthInRange(
  principal: Principal,
  { institutionCode, institutionRegion }: MonthlySettlement,
): boolean {
  const institution = institutionLimit(principal);
  return (
    principal.role !== 'PERSON' &&
    (institution === null || institution === institutionCode) &&
    institutionRegion.startsWith(regionLimit(principal) ?? '')
  );
}
