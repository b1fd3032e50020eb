import { Migration } from '@mikro-orm/migrations';

/** The tables of settlement. */
export class CreateSettlement extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."account_reservation" (
      "msgid" varchar(30) not null,
      "person_id" uuid not null,
      "own" bigint not null,
      "family" bigint not null,
      "state" varchar(12) not null,
      "changed_at" timestamptz not null,
      primary key ("msgid"))`);
    this.addSql(
      `create index "account_reservation_state_changed_at_index" on "settlement"."account_reservation" ("state", "changed_at")`,
    );
    this.addSql(`create table "settlement"."accumulator" (
      "person_id" uuid not null,
      "scheme" varchar(10) not null,
      "year" int not null,
      "kind" varchar(40) not null,
      "amount" bigint not null,
      primary key ("person_id", "scheme", "year", "kind"))`);
    this.addSql(`create table "settlement"."catalogue_item" (
      "code" varchar(32) not null,
      "item_class" varchar(1) not null,
      "first_self_pay_ratio" bigint null,
      "price_limit" bigint null,
      primary key ("code"))`);
    this.addSql(`create table "settlement"."claim" (
      "id" uuid not null,
      "visit_id" uuid not null,
      "person_id" uuid not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "state" varchar(20) not null,
      "total" bigint not null,
      "pre_settled" jsonb null,
      primary key ("id"))`);
    this.addSql(`create index "claim_person_id_id_index" on "settlement"."claim" ("person_id", "id")`);
    this.addSql(`create index "claim_visit_id_index" on "settlement"."claim" ("visit_id")`);
    this.addSql(`create table "settlement"."enrolment_copy" (
      "enrolment_id" uuid not null,
      "person_id" uuid not null,
      "scheme" varchar(10) not null,
      "person_group" varchar(20) not null,
      "state" varchar(10) not null,
      "cover_from" date not null,
      "cover_to" date null,
      "waiting_state" varchar(10) null,
      "benefits_from" date null,
      "region" varchar(6) not null,
      primary key ("enrolment_id"))`);
    this.addSql(
      `create index "enrolment_copy_person_id_index" on "settlement"."enrolment_copy" ("person_id")`,
    );
    this.addSql(`create table "settlement"."fee_item" (
      "id" uuid not null,
      "claim_id" uuid not null,
      "detail_number" varchar(30) not null,
      "item_code" varchar(32) not null,
      "item_name" varchar(200) not null,
      "quantity" bigint not null,
      "unit_price" bigint not null,
      "amount" bigint not null,
      "service_date" date not null,
      "days_of_supply" int null,
      primary key ("id"))`);
    this.addSql(`create index "fee_item_claim_id_index" on "settlement"."fee_item" ("claim_id")`);
    this.addSql(`create table "settlement"."institution_copy" (
      "code" varchar(12) not null,
      "level" varchar(20) not null,
      "kind" varchar(20) not null,
      "region" varchar(6) not null,
      "state" varchar(20) not null,
      primary key ("code"))`);
    this.addSql(`create table "settlement"."policy_term" (
      "id" uuid not null,
      "code" varchar(80) not null,
      "version" varchar(20) not null,
      "kind" varchar(40) not null,
      "scheme" varchar(10) null,
      "person_group" varchar(20) null,
      "institution_level" varchar(20) null,
      "visit_type" varchar(20) null,
      "region" varchar(6) null,
      "qualifier" varchar(40) null,
      "band_from" bigint null,
      "band_to" bigint null,
      "unit" varchar(10) not null,
      "value" varchar(400) not null,
      "effective_from" date not null,
      "effective_to" date null,
      "source" varchar(400) not null,
      "certainty" varchar(20) not null,
      primary key ("id"))`);
    this.addSql(
      `alter table "settlement"."policy_term" add constraint "policy_term_code_version_unique" unique ("code", "version")`,
    );
    this.addSql(`create table "settlement"."settlement" (
      "id" uuid not null,
      "claim_id" uuid not null,
      "visit_id" uuid not null,
      "person_id" uuid not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "kind" varchar(10) not null,
      "state" varchar(10) not null,
      "opposes_id" uuid null,
      "msgid" varchar(30) null,
      "scheme" varchar(10) not null,
      "person_group" varchar(20) not null,
      "visit_type" varchar(20) not null,
      "entitlement" varchar(10) not null,
      "settled_on" date not null,
      "settled_at" timestamptz not null,
      "total" bigint not null,
      "fund_paid" bigint not null,
      "account_paid" bigint not null,
      "commercial_paid" bigint not null,
      "cash_paid" bigint not null,
      "trace" jsonb not null,
      "moved" jsonb not null,
      "sequence" int not null,
      primary key ("id"))`);
    this.addSql(`create index "settlement_opposes_id_index" on "settlement"."settlement" ("opposes_id")`);
    this.addSql(`create index "settlement_claim_id_index" on "settlement"."settlement" ("claim_id")`);
    this.addSql(`create index "settlement_settled_on_index" on "settlement"."settlement" ("settled_on")`);
    this.addSql(
      `create index "settlement_institution_code_settled_at_id_index" on "settlement"."settlement" ("institution_code", "settled_at", "id")`,
    );
    this.addSql(
      `create index "settlement_person_id_settled_at_id_index" on "settlement"."settlement" ("person_id", "settled_at", "id")`,
    );
    this.addSql(`create table "settlement"."transaction" (
      "msgid" varchar(30) not null,
      "infno" varchar(4) not null,
      "institution_code" varchar(12) not null,
      "settlement_id" uuid null,
      "state" varchar(10) not null,
      "reversed_by" varchar(30) null,
      "at" timestamptz not null,
      primary key ("msgid"))`);
    this.addSql(`create index "transaction_at_index" on "settlement"."transaction" ("at")`);
    this.addSql(`create table "settlement"."visit" (
      "id" uuid not null,
      "person_id" uuid not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "physician_code" varchar(20) null,
      "visit_type" varchar(20) not null,
      "started_on" date not null,
      "diagnosis_code" bytea null,
      "diagnosis" bytea null,
      "exclusion_cause" varchar(20) null,
      "fund_advances" boolean not null,
      primary key ("id"))`);
    this.addSql(`create index "visit_person_id_index" on "settlement"."visit" ("person_id")`);
  }
}
