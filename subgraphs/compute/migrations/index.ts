import { ComputeTables } from './0001-compute-tables.ts';

export const migrations = [ComputeTables];
