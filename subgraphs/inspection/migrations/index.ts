import { FirstTables } from './001-first-tables.ts';

/** In the order in which they are applied. */
export const migrations = [FirstTables];
