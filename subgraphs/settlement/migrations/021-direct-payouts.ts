import { Migration } from '@mikro-orm/migrations';

/** Commercial policies, what their insurers pay on the spot, and how ledgers compared; self-paying visits. */
export class DirectPayouts extends Migration {
  override up(): void {
    this.addSql(`alter table "settlement"."visit" add column "self_paying" boolean not null default false`);
    this.addSql(`create table "settlement"."commercial_policy" (
      "id" uuid not null,
      "insurer_code" varchar(20) not null,
      "policy_number" varchar(40) not null,
      "person_id" uuid not null,
      "product" varchar(100) not null,
      "ratio" bigint not null,
      "deductible" bigint not null,
      "yearly_limit" bigint not null,
      "first_day" date not null,
      "last_day" date not null,
      primary key ("id"))`);
    this.addSql(
      `create unique index "commercial_policy_number" on "settlement"."commercial_policy" ("insurer_code", "policy_number")`,
    );
    this.addSql(
      `create index "commercial_policy_person_id_index" on "settlement"."commercial_policy" ("person_id")`,
    );
    this.addSql(`create table "settlement"."direct_payout" (
      "id" uuid not null,
      "msgid" varchar(30) not null,
      "kind" varchar(30) not null,
      "state" varchar(12) not null,
      "insurer_code" varchar(20) not null,
      "policy_id" uuid not null,
      "person_id" uuid not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "claim_id" uuid not null,
      "settlement_id" uuid null,
      "day" date not null,
      "total" bigint not null,
      "left_to_person" bigint not null,
      "paid" bigint not null,
      "standing" bigint not null,
      "cash" bigint not null,
      "simulated" boolean not null,
      "corrections" jsonb not null,
      "changed_at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(
      `alter table "settlement"."direct_payout" add constraint "direct_payout_msgid_unique" unique ("msgid")`,
    );
    this.addSql(
      `create index "direct_payout_insurer_code_day_index" on "settlement"."direct_payout" ("insurer_code", "day")`,
    );
    this.addSql(
      `create index "direct_payout_state_changed_at_index" on "settlement"."direct_payout" ("state", "changed_at")`,
    );
    this.addSql(`create table "settlement"."payout_reconciliation" (
      "id" uuid not null,
      "insurer_code" varchar(20) not null,
      "day" date not null,
      "our_count" int not null,
      "our_total" bigint not null,
      "their_count" int not null,
      "their_total" bigint not null,
      "balanced" boolean not null,
      "differences" jsonb null,
      primary key ("id"))`);
    this.addSql(`create table "settlement"."simulated_insurer_entry" (
      "msgid" varchar(30) not null,
      "insurer_code" varchar(20) not null,
      "policy_number" varchar(40) not null,
      "day" date not null,
      "base" bigint not null,
      "amount" bigint not null,
      "lines" int not null,
      "state" varchar(10) not null,
      primary key ("msgid"))`);
  }
}
