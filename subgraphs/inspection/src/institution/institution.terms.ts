import type { InstitutionLevel } from '../fee-rule/fee-rule.terms.ts';

export type { InstitutionLevel };
export type InstitutionKind = 'HOSPITAL' | 'COMMUNITY' | 'PHARMACY';
export type InstitutionOwnership = 'PUBLIC' | 'PRIVATE';
export type InstitutionState = 'ACTIVE' | 'SUSPENDED' | 'TERMINATED';

/** The facts of a designated institution as its registration tells them. */
export interface InstitutionFacts {
  readonly code: string;
  readonly name: string;
  /** District, GB/T 2260. */
  readonly region: string;
  readonly level: InstitutionLevel;
  readonly kind: InstitutionKind;
  readonly ownership: InstitutionOwnership;
  readonly state: InstitutionState;
  /** The speciality of a speciality hospital, such as 眼科. */
  readonly speciality: string | null;
  readonly designatedSince: string;
}
