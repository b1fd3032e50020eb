import { Migration } from '@mikro-orm/migrations';

/** Reimbursements, delegations; by which way a bill came. */
export class Reimbursements extends Migration {
  override up(): void {
    this.addSql(
      `alter table "settlement"."visit" add column "channel" varchar(15) not null default 'DIRECT'`,
    );
    this.addSql(
      `alter table "settlement"."settlement" add column "channel" varchar(15) not null default 'DIRECT'`,
    );
    this.addSql(`alter table "settlement"."visit" alter column "channel" drop default`);
    this.addSql(`alter table "settlement"."settlement" alter column "channel" drop default`);
    this.addSql(`create table "settlement"."delegation" (
      "id" uuid not null,
      "from" varchar(200) not null,
      "to" varchar(200) not null,
      "scope" varchar(60) not null,
      "first_day" date not null,
      "last_day" date not null,
      "reason" varchar(200) not null,
      primary key ("id"))`);
    this.addSql(`create index "delegation_to_index" on "settlement"."delegation" ("to")`);
    this.addSql(`create table "settlement"."reimbursement" (
      "id" uuid not null,
      "kind" varchar(20) not null,
      "state" varchar(12) not null,
      "person_id" uuid not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "visit_id" uuid not null,
      "claim_id" uuid not null,
      "settlement_id" uuid null,
      "treatment" varchar(20) null,
      "low_income" boolean not null,
      "total" bigint not null,
      "payable" bigint null,
      "registered_on" date not null,
      "promised_by" date not null,
      "history" jsonb not null,
      "exceptions" jsonb not null,
      primary key ("id"))`);
    this.addSql(
      `create index "reimbursement_person_id_id_index" on "settlement"."reimbursement" ("person_id", "id")`,
    );
    this.addSql(
      `create index "reimbursement_state_promised_by_index" on "settlement"."reimbursement" ("state", "promised_by")`,
    );
    this.addSql(`create table "settlement"."reimbursement_invoice" (
      "id" uuid not null,
      "reimbursement_id" uuid not null,
      "number" varchar(40) not null,
      "amount" bigint not null,
      "live" boolean not null,
      primary key ("id"))`);
    this.addSql(
      `create index "reimbursement_invoice_reimbursement_id_index" on "settlement"."reimbursement_invoice" ("reimbursement_id")`,
    );
    this.addSql(
      `create unique index "reimbursement_invoice_living_number" on "settlement"."reimbursement_invoice" ("number") where "live"`,
    );
  }
}
