import { CreatePharmacy } from './create-pharmacy.migration.ts';

export const migrations = [CreatePharmacy];
