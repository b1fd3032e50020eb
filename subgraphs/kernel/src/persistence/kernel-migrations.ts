import { Migration } from '@mikro-orm/migrations';
import { SENSITIVE_CLASSES } from '#schema/sensitive/sensitive.law';
import { UNPLANNED } from '../sensitive/blind-index.ts';
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
  class KeyTables extends Migration {
    override up(): void {
      this.addSql(`create table "${schema}"."key_check" (
        "id" int not null primary key, "value" varchar(64) not null)`);
      this.addSql(`create table "${schema}"."sealing_key" (
        "class" varchar(20) not null, "version" int not null, "state" varchar(10) not null,
        "since" timestamptz not null, primary key ("class", "version"))`);
    }
  }
  class PersonSaltTable extends Migration {
    override up(): void {
      this.addSql(`create table "${schema}"."person_salt" (
        "person_id" uuid not null primary key,
        "salt" bytea null,
        "created_at" timestamptz not null,
        "erased_at" timestamptz null,
        constraint "person_salt_until_erased" check ((salt is null) = (erased_at is not null)))`);
    }
  }
  class IndexKeyTable extends Migration {
    override up(): void {
      this.addSql(`create table "${schema}"."index_key" (
        "class" varchar(20) not null, "version" int not null, "state" varchar(10) not null,
        "since" timestamptz not null, primary key ("class", "version"))`);
      // Where nothing was sealed yet, nothing has an index of the first version, which was not planned.
      this.addSql(`insert into "${schema}"."index_key" (class, version, state, since)
        select class, version, state, now()
        from unnest(array[${SENSITIVE_CLASSES.map(one => `'${one}'`).join(', ')}]) as class,
          (values (${UNPLANNED.version}, 'RETIRED'), (${UNPLANNED.version} + 1, 'CURRENT')) as first (version, state)
        where not exists (select 1 from "${schema}"."key_check")`);
    }
  }
  class DocumentSignatureTable extends Migration {
    override up(): void {
      this.addSql(`create table "${schema}"."document_signature" (
        "id" uuid not null primary key,
        "kind" varchar(60) not null,
        "document_id" varchar(100) not null,
        "facts" jsonb not null,
        "signed_by" varchar(200) null,
        "signed_at" timestamptz not null,
        "key_id" varchar(16) not null,
        "signature" varchar(128) not null,
        "stamp" jsonb not null)`);
      this.addSql(`alter table "${schema}"."document_signature"
        add constraint "document_signature_kind_document_id_unique" unique ("kind", "document_id")`);
    }
  }
  class UploadTables extends Migration {
    override up(): void {
      this.addSql(`create table "${schema}"."upload" (
        "id" uuid not null primary key,
        "owner" varchar(200) not null,
        "media_type" varchar(100) null,
        "size" int null,
        "digest" varchar(64) null,
        "created_at" timestamptz not null,
        "expires_at" timestamptz not null,
        "used_at" timestamptz null)`);
      this.addSql(`create index "upload_owner_index" on "${schema}"."upload" ("owner")`);
      this.addSql(`create table "${schema}"."upload_chunk" (
        "id" uuid not null primary key,
        "upload_id" uuid not null,
        "number" int not null,
        "content" bytea not null)`);
      this.addSql(`create index "upload_chunk_upload_id_number_index"
        on "${schema}"."upload_chunk" ("upload_id", "number")`);
    }
  }
  const [AuditTables, CheckpointTables] = auditMigrations(schema);
  return [
    ...[KernelTables, AuditTables, KeyTables, PersonSaltTable, IndexKeyTable, CheckpointTables],
    ...[DocumentSignatureTable, UploadTables],
  ];
}

/** The tables of one audit chain. */
export function auditMigrations(schema: string): readonly [MigrationClass, MigrationClass] {
  class AuditTables extends Migration {
    override up(): void {
      this.addSql(`create table "${schema}"."audit_record" (
        "id" bigserial primary key,
        "sequence" bigint null,
        "kind" varchar(20) not null,
        "subject" varchar(200) null,
        "role" varchar(30) null,
        "action" varchar(300) not null,
        "row_id" varchar(100) null,
        "person_id" varchar(100) null,
        "purpose" varchar(300) null,
        "request_id" varchar(100) null,
        "occurred_at" timestamptz not null,
        "details" text null,
        "previous_hash" varchar(64) null,
        "hash" varchar(64) null)`);
      this.addSql(
        `create unique index "audit_record_sequence_index" on "${schema}"."audit_record" ("sequence")`,
      );
      this.addSql(`create index "audit_record_person_id_index" on "${schema}"."audit_record" ("person_id")`);
      this.addSql(`create table "${schema}"."audit_head" (
        "id" int not null primary key, "sequence" bigint not null, "hash" varchar(64) not null, "seal" varchar(64) not null)`);
      this.addSql(`create table "${schema}"."reveal_usage" (
        "subject" varchar(200) not null, "day" date not null, "used" int not null, primary key ("subject", "day"))`);
      // Append-only: a record is touched once more, when it is chained.
      this.addSql(`create function "${schema}"."audit_record_stands"() returns trigger language plpgsql as $$
        begin
          if tg_op = 'DELETE' or old.sequence is not null then
            raise exception 'audit records are never changed';
          end if;
          return new;
        end $$`);
      this.addSql(`create trigger "audit_record_stands" before update or delete on "${schema}"."audit_record"
        for each row execute function "${schema}"."audit_record_stands"()`);
    }
  }
  class CheckpointTables extends Migration {
    override up(): void {
      this.addSql(`create table "${schema}"."audit_checkpoint" (
        "sequence" bigint not null primary key, "hash" varchar(64) not null, "made_at" timestamptz not null,
        "key_id" varchar(16) not null, "signature" varchar(128) not null)`);
      this
        .addSql(`create function "${schema}"."audit_checkpoint_stands"() returns trigger language plpgsql as $$
        begin
          raise exception 'audit checkpoints are never changed';
        end $$`);
      this
        .addSql(`create trigger "audit_checkpoint_stands" before update or delete on "${schema}"."audit_checkpoint"
        for each row execute function "${schema}"."audit_checkpoint_stands"()`);
    }
  }
  return [AuditTables, CheckpointTables];
}
