import type { MigrationClass } from '#kernel/persistence/database';
import { CreateInsured } from './001-create-insured.ts';
import { CreatePatient } from './002-create-patient.ts';
import { AddPhoneIndex } from './003-phone-index.ts';
import { CreatePersonErasure } from './004-person-erasure.ts';
import { CreatePolicyHolder } from './005-policy-holder.ts';

/** In the order in which they were made. */
export const MIGRATIONS: readonly MigrationClass[] = [
  CreateInsured,
  CreatePatient,
  AddPhoneIndex,
  CreatePersonErasure,
  CreatePolicyHolder,
];
