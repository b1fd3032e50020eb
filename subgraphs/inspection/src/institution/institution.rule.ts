import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { InstitutionFacts, InstitutionState } from './institution.terms.ts';

export type RegistrationRefusal = RefusalFacts<'DESIGNATION_TERMINATED' | 'INSTITUTION_NOT_CONSISTENT'>;

/**
 * Whether an institution may be registered as told, given what is registered under its code.
 * A terminated designation is not revived under the same code; a pharmacy has no level and a code of its own.
 * Source: code shape of the national interface specification (fixmedins_code: H or P, division, serial number).
 */
export function checkRegistration(
  facts: InstitutionFacts,
  registered: { readonly state: InstitutionState } | null,
): Result<null, RegistrationRefusal> {
  if (registered?.state === 'TERMINATED') {
    return refuse('DESIGNATION_TERMINATED', '该机构已解除定点，不能再次登记');
  }
  const isPharmacy = facts.kind === 'PHARMACY';
  if (facts.code.startsWith('P') !== isPharmacy) {
    return refuse('INSTITUTION_NOT_CONSISTENT', '机构编码与机构类别不一致');
  }
  if (isPharmacy && facts.level !== 'NONE') {
    return refuse('INSTITUTION_NOT_CONSISTENT', '零售药店没有机构等级');
  }
  if (facts.code.slice(1, 7) !== facts.region) {
    return refuse('INSTITUTION_NOT_CONSISTENT', '机构编码与行政区划不一致');
  }
  return accept(null);
}

/** Whether a text is a national code of an institution: H or P, six digits of division, five of serial number. */
export function isInstitutionCode(text: string): boolean {
  return /^[HP]\d{11}$/.test(text);
}
