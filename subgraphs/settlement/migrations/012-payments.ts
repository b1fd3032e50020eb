import { Migration } from '@mikro-orm/migrations';

/** Payments of the centre, the files in which they go to the bank, and maternity benefits checked for duplicates. */
export class Payments extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."payment" (
      "id" uuid not null,
      "purpose" varchar(20) not null,
      "subject_id" uuid not null,
      "person_id" uuid not null,
      "amount" bigint not null,
      "state" varchar(10) not null,
      "batch_id" uuid null,
      "note" varchar(200) null,
      "requested_at" timestamptz not null,
      "concluded_at" timestamptz null,
      primary key ("id"))`);
    this.addSql(`create index "payment_batch_id_id_index" on "settlement"."payment" ("batch_id", "id")`);
    this.addSql(`create index "payment_subject_id_index" on "settlement"."payment" ("subject_id")`);
    this.addSql(`create table "settlement"."payment_batch" (
      "id" uuid not null,
      "purpose" varchar(20) not null,
      "count" int not null,
      "total" bigint not null,
      "digest" varchar(64) not null,
      "exported_by" varchar(200) not null,
      "exported_at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(`create table "settlement"."maternity_benefit" (
      "id" uuid not null,
      "source" varchar(20) not null,
      "case_number" varchar(40) not null,
      "person_id" uuid not null,
      "event_date" date not null,
      "accepted_on" date not null,
      "amount" bigint not null,
      "state" varchar(20) not null,
      "released" boolean not null,
      "note" varchar(200) null,
      "promised_by" date not null,
      "generated_on" date null,
      "paid_on" date null,
      primary key ("id"))`);
    this.addSql(
      `alter table "settlement"."maternity_benefit" add constraint "maternity_benefit_source_case_number_unique" unique ("source", "case_number")`,
    );
    this.addSql(
      `create index "maternity_benefit_person_id_event_date_index" on "settlement"."maternity_benefit" ("person_id", "event_date")`,
    );
    this.addSql(
      `create index "maternity_benefit_state_id_index" on "settlement"."maternity_benefit" ("state", "id")`,
    );
    this.addSql(`create table "settlement"."duplicate_check" (
      "id" uuid not null,
      "benefit_id" uuid not null,
      "moment" varchar(10) not null,
      "verdict" varchar(10) not null,
      "other_id" uuid null,
      "window_days" int not null,
      "at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(
      `create index "duplicate_check_benefit_id_id_index" on "settlement"."duplicate_check" ("benefit_id", "id")`,
    );
  }
}
