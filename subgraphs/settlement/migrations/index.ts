import type { MigrationClass } from '#kernel/persistence/database';
import { CreateSettlement } from './001-create-settlement.ts';

/** In the order in which they were made. */
export const MIGRATIONS: readonly MigrationClass[] = [CreateSettlement];
