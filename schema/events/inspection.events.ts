import type { DomainEvent } from '#kernel/events/event';

/** What inspection announces; owner of the topics `inspection.*`. Keys and public facts, no personal data. */

export const INSTITUTION_TOPIC = 'inspection.institution';
export const INSPECTION_CODE_TOPIC = 'inspection.code';
export const SUSPICION_TOPIC = 'inspection.suspicion';

/** A designated institution as it is registered now; told again at every change. */
export interface InstitutionRegisteredPayload {
  readonly code: string;
  readonly name: string;
  readonly level: 'TERTIARY' | 'SECONDARY' | 'PRIMARY' | 'NONE';
  readonly kind: 'HOSPITAL' | 'COMMUNITY' | 'PHARMACY';
  readonly ownership: 'PUBLIC' | 'PRIVATE';
  /** District, GB/T 2260. */
  readonly region: string;
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED';
}

export type InstitutionRegistered = DomainEvent<'InstitutionRegistered', InstitutionRegisteredPayload>;

export type InspectionState =
  | 'DRAFT'
  | 'APPLYING'
  | 'ISSUED'
  | 'SENT'
  | 'IN_USE'
  | 'RESULT_ENTERED'
  | 'CONCLUDED'
  | 'EVALUATED'
  | 'CANCELLED'
  | 'VOIDED';

/** An inspection code was drafted or moved. */
export interface InspectionCodeChangedPayload {
  readonly inspectionCodeId: string;
  readonly institutionCode: string;
  readonly region: string;
  /** Null for the draft. */
  readonly fromState: InspectionState | null;
  readonly toState: InspectionState;
  /** What was done; null for the draft. */
  readonly act: string | null;
}

export type InspectionCodeChanged = DomainEvent<'InspectionCodeChanged', InspectionCodeChangedPayload>;

/** A model found an indicator in settled claims; it says nothing about guilt. */
export interface SuspicionRaisedPayload {
  readonly suspicionId: string;
  readonly model: 'DUPLICATE_ITEM_SAME_DAY' | 'REFILL_TOO_EARLY' | 'HIGH_FREQUENCY_PURCHASE' | 'FEE_RULE';
  readonly personId: string;
  readonly claimIds: readonly string[];
  readonly itemCode: string | null;
  readonly institutionCode: string;
  readonly region: string;
}

export type SuspicionRaised = DomainEvent<'SuspicionRaised', SuspicionRaisedPayload>;
