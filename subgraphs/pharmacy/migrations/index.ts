import { CreatePharmacy } from './create-pharmacy.migration.ts';
import { DrugValidity } from './drug-validity.migration.ts';

export const migrations = [CreatePharmacy, DrugValidity];
