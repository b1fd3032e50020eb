import { Migration } from '@mikro-orm/migrations';
import type { MigrationClass } from './database.ts';

/** The tables that every subgraph has, in its own schema. */
export function kernelMigrations(schema: string): readonly MigrationClass[] {
  class KernelTables extends Migration {
    override up(): void {
      this.addSql(`create table "${schema}"."outbox_event" (
        "id" bigserial primary key,
        "topic" varchar(100) not null,
        "position" bigint null,
        "name" varchar(100) not null,
        "version" int not null,
        "aggregate_id" varchar(100) not null,
        "aggregate_sequence" int null,
        "occurred_at" timestamptz not null,
        "payload" jsonb not null)`);
      this.addSql(`alter table "${schema}"."outbox_event"
        add constraint "outbox_event_topic_position_unique" unique ("topic", "position")`);
      this.addSql(`create index "outbox_event_position_index" on "${schema}"."outbox_event" ("position")`);
      this.addSql(`create index "outbox_event_aggregate_id_aggregate_sequence_index"
        on "${schema}"."outbox_event" ("aggregate_id", "aggregate_sequence")`);
      this.addSql(`create table "${schema}"."projection_offset" (
        "name" varchar(200) not null primary key, "position" bigint not null)`);
      this.addSql(`create table "${schema}"."idempotency" (
        "key" varchar(400) not null primary key,
        "fingerprint" varchar(64) not null,
        "outcome" jsonb null,
        "created_at" timestamptz not null)`);
      this.addSql(`create table "${schema}"."load_mark" (
        "name" varchar(200) not null primary key, "loaded_at" timestamptz not null)`);
    }
  }
  return [KernelTables];
}
