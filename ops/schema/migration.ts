/** Prints the SQL that brings a subgraph's migrated schema to its entities: the body of its next migration. */
import { DatabaseBus } from '#kernel/events/bus';
import { KERNEL_ENTITIES } from '#kernel/events/outbox.entity';
import { createLogger } from '#kernel/logging/logger';
import { openDatabase } from '#kernel/persistence/database';
import { kernelMigrations } from '#kernel/persistence/kernel-migrations';
import { loadDefinition } from '../start/definitions.ts';

const name = process.argv[2] ?? '';
const definition = await loadDefinition(name);
const database = await openDatabase({});
const bus = new DatabaseBus(database, createLogger({ level: 'silent' }));
const orm = await database.orm({
  name: definition.name,
  entities: [...KERNEL_ENTITIES, ...definition.entities],
  migrations: [...kernelMigrations(definition.name), ...definition.migrations],
});
process.stdout.write(await orm.schema.getUpdateSchemaSQL({ schema: definition.name, wrap: false }));
await bus.close();
await database.close();
