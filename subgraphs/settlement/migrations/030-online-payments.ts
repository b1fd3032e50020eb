import { Migration } from '@mikro-orm/migrations';

/** Payments of the public through a provider, deposits of hospital stays, and what insurance paid too much. */
export class OnlinePaymentTables extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."online_payment" (
      "id" uuid not null,
      "purpose" varchar(20) not null,
      "subject_id" uuid not null,
      "person_id" uuid not null,
      "payer_id" uuid not null,
      "method" varchar(10) not null,
      "amount" bigint not null,
      "refunded" bigint not null,
      "state" varchar(10) not null,
      "simulated" boolean not null,
      "pay_at" varchar(500) null,
      "note" varchar(200) null,
      "requested_at" timestamptz not null,
      "valid_until" timestamptz not null,
      "concluded_at" timestamptz null,
      primary key ("id"),
      constraint "online_payment_refunded_check" check (refunded >= 0 and refunded <= amount))`);
    for (const columns of [
      'state", "requested_at',
      'payer_id", "id',
      'person_id", "id',
      'subject_id", "id',
    ]) {
      const name = `online_payment_${columns.replaceAll('", "', '_')}_index`;
      this.addSql(`create index "${name}" on "settlement"."online_payment" ("${columns}")`);
    }
    this.addSql(`create table "settlement"."online_refund" (
      "id" uuid not null,
      "payment_id" uuid not null,
      "amount" bigint not null,
      "reason" varchar(100) not null,
      "state" varchar(10) not null,
      "at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(
      `create index "online_refund_state_at_index" on "settlement"."online_refund" ("state", "at")`,
    );
    this.addSql(
      `create index "online_refund_payment_id_id_index" on "settlement"."online_refund" ("payment_id", "id")`,
    );
    this.addSql(`create table "settlement"."stay_deposit" (
      "id" uuid not null,
      "visit_id" uuid not null,
      "person_id" uuid not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "estimated" bigint not null,
      "minimum" bigint not null,
      "used" bigint null,
      "closed_at" timestamptz null,
      primary key ("id"))`);
    this.addSql(
      `alter table "settlement"."stay_deposit" add constraint "stay_deposit_visit_id_unique" unique ("visit_id")`,
    );
    this.addSql(
      `create index "stay_deposit_person_id_id_index" on "settlement"."stay_deposit" ("person_id", "id")`,
    );
    this.addSql(`create table "settlement"."overpayment" (
      "id" uuid not null,
      "person_id" uuid not null,
      "cause" varchar(20) not null,
      "source_id" uuid not null,
      "number" int not null,
      "state" varchar(10) not null,
      "amount" bigint not null,
      "repaid" bigint not null,
      "items" jsonb not null,
      "reason" varchar(200) not null,
      "recorded_by" varchar(200) not null,
      "recorded_at" timestamptz not null,
      primary key ("id"),
      constraint "overpayment_repaid_check" check (repaid >= 0 and repaid <= amount))`);
    this.addSql(
      `alter table "settlement"."overpayment" add constraint "overpayment_cause_source_id_number_unique" unique ("cause", "source_id", "number")`,
    );
    this.addSql(
      `create index "overpayment_person_id_id_index" on "settlement"."overpayment" ("person_id", "id")`,
    );
  }
}
