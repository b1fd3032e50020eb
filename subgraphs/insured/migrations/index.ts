import type { MigrationClass } from '#kernel/persistence/database';
import { CreateInsured } from './001-create-insured.ts';

/** In the order in which they were made. */
export const MIGRATIONS: readonly MigrationClass[] = [CreateInsured];
