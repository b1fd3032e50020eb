import { Migration } from '@mikro-orm/migrations';

/** Persons, enrolments with their waits and history, terms and payments behind the incentive, accounts. */
export class CreateInsured extends Migration {
  override up(): void {
    this.addSql(`create table "insured"."account_movement" (
      "id" uuid not null,
      "person_id" uuid not null,
      "kind" varchar(10) not null,
      "reservation_id" uuid null,
      "this_year" bigint not null,
      "former_years" bigint not null,
      "occurred_at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(
      `create index "account_movement_person_id_id_index" on "insured"."account_movement" ("person_id", "id")`,
    );
    this.addSql(`create table "insured"."account_posting" (
      "id" uuid not null,
      "movement_id" uuid not null,
      "account" varchar(30) not null,
      "amount" bigint not null,
      primary key ("id"))`);
    this.addSql(
      `create index "account_posting_movement_id_index" on "insured"."account_posting" ("movement_id")`,
    );
    this.addSql(`create table "insured"."account_reservation" (
      "id" uuid not null,
      "msgid" varchar(100) not null,
      "person_id" uuid null,
      "this_year" bigint not null,
      "former_years" bigint not null,
      "state" varchar(10) not null,
      "requested" bigint not null,
      "year" int not null,
      "expires_at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(
      `create index "account_reservation_state_expires_at_index" on "insured"."account_reservation" ("state", "expires_at")`,
    );
    this.addSql(
      `alter table "insured"."account_reservation" add constraint "account_reservation_msgid_unique" unique ("msgid")`,
    );
    this.addSql(`create table "insured"."enrolment" (
      "id" uuid not null,
      "person_id" uuid not null,
      "scheme" varchar(10) not null,
      "person_group" varchar(20) not null,
      "covered_year" int null,
      "paid_on" date not null,
      "cover_from" date not null,
      "cover_to" date null,
      "state" varchar(10) not null,
      "suspended_from" date null,
      "suspension_reason" varchar(20) null,
      "last_changed_on" date null,
      "region" varchar(6) not null,
      "created_at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(
      `create index "enrolment_person_id_cover_from_index" on "insured"."enrolment" ("person_id", "cover_from")`,
    );
    this.addSql(`create table "insured"."enrolment_change" (
      "id" uuid not null,
      "enrolment_id" uuid not null,
      "kind" varchar(10) not null,
      "effective_on" date not null,
      "state" varchar(10) not null,
      "waiting_months" int not null,
      "benefits_from_before" date null,
      "benefits_from" date null,
      "reason" varchar(40) null,
      "recorded_at" timestamptz not null,
      "recorded_by" varchar(200) not null,
      primary key ("id"))`);
    this.addSql(
      `create index "enrolment_change_enrolment_id_id_index" on "insured"."enrolment_change" ("enrolment_id", "id")`,
    );
    this.addSql(`create table "insured"."fund_payment" (
      "settlement_id" varchar(100) not null,
      "person_id" uuid not null,
      "settled_on" date not null,
      "amount" bigint not null,
      primary key ("settlement_id"))`);
    this.addSql(
      `create index "fund_payment_person_id_settled_on_index" on "insured"."fund_payment" ("person_id", "settled_on")`,
    );
    this.addSql(`create table "insured"."incentive_term" (
      "effective_from" int not null,
      "source" varchar(200) not null,
      "ceiling" bigint null,
      "consecutive_step" bigint not null,
      "zero_claim_step" bigint not null,
      "cap_share" bigint not null,
      "raises_survive_interruption" boolean not null,
      "reduction_after_interruption" bigint not null,
      primary key ("effective_from"))`);
    this.addSql(`create table "insured"."insured_person" (
      "id" uuid not null,
      "name" bytea not null,
      "name_index" bytea null,
      "id_card" bytea not null,
      "id_card_index" bytea null,
      "phone" bytea null,
      "address" bytea null,
      "birth_date" bytea not null,
      "gender" varchar(6) not null,
      "region" varchar(6) not null,
      "person_group" varchar(20) not null,
      "exempt_group" varchar(30) null,
      "deceased_on" date null,
      "created_at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(
      `create index "insured_person_name_index_index" on "insured"."insured_person" ("name_index")`,
    );
    this.addSql(
      `create index "insured_person_id_card_index_index" on "insured"."insured_person" ("id_card_index")`,
    );
    this.addSql(
      `create index "insured_person_region_id_index" on "insured"."insured_person" ("region", "id")`,
    );
    this.addSql(`create table "insured"."personal_account" (
      "id" uuid not null,
      "this_year" bigint not null,
      "former_years" bigint not null,
      "reserved" bigint not null,
      "balance_year" int not null,
      primary key ("id"))`);
    this.addSql(`create table "insured"."waiting_period" (
      "id" uuid not null,
      "person_id" uuid not null,
      "start_on" date not null,
      "length_days" int not null,
      "fixed_months" int not null,
      "variable_months" int not null,
      "total_months" int not null,
      "interrupted_years" jsonb not null,
      "repaired_years" jsonb not null,
      "suspensions" jsonb not null,
      "waiver_reason" varchar(20) null,
      "ended_state" varchar(10) null,
      "ended_on" date null,
      "source" varchar(200) not null,
      primary key ("id"))`);
    this.addSql(`create index "waiting_period_person_id_index" on "insured"."waiting_period" ("person_id")`);
    this.addSql(
      `alter table "insured"."personal_account" add constraint "personal_account_this_year_check" check (this_year >= 0)`,
    );
    this.addSql(
      `alter table "insured"."personal_account" add constraint "personal_account_former_years_check" check (former_years >= 0)`,
    );
    this.addSql(
      `alter table "insured"."personal_account" add constraint "personal_account_reserved_check" check (reserved >= 0)`,
    );
  }
}
