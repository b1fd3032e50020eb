import { Migration } from '@mikro-orm/migrations';

/** Records exchanged with partners, what came of messages, and how far each channel is. */
export class Exchange extends Migration {
  override up(): void {
    this.addSql(`create sequence "settlement"."exchange_sequence"`);
    this.addSql(`create table "settlement"."exchange_record" (
      "set" varchar(30) not null,
      "code" varchar(80) not null,
      "version" int not null,
      "content" jsonb not null,
      "origin" varchar(30) null,
      "sequence" bigint not null,
      primary key ("set", "code"))`);
    this.addSql(
      `create index "exchange_record_sequence_index" on "settlement"."exchange_record" ("sequence")`,
    );
    this.addSql(`create table "settlement"."exchange_receipt" (
      "message_id" varchar(200) not null,
      "partner" varchar(30) not null,
      "batch_id" varchar(100) not null,
      "set" varchar(30) not null,
      "code" varchar(80) not null,
      "version" int not null,
      "state" varchar(12) not null,
      "before" jsonb null,
      primary key ("message_id"))`);
    this.addSql(
      `create index "exchange_receipt_partner_batch_id_index" on "settlement"."exchange_receipt" ("partner", "batch_id")`,
    );
    this.addSql(`create table "settlement"."exchange_channel" (
      "partner" varchar(30) not null,
      "direction" varchar(3) not null,
      "position" varchar(100) null,
      "state" varchar(10) not null,
      "failures_in_row" int not null,
      "opened_at" timestamptz null,
      "leased_until" timestamptz null,
      primary key ("partner", "direction"))`);
    this.addSql(`create table "settlement"."quarantined_message" (
      "id" uuid not null,
      "partner" varchar(30) not null,
      "direction" varchar(3) not null,
      "batch_id" varchar(100) not null,
      "message_id" varchar(200) null,
      "reason" varchar(200) not null,
      "sealed" text null,
      "at" timestamptz not null,
      primary key ("id"))`);
  }
}
