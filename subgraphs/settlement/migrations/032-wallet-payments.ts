import { Migration } from '@mikro-orm/migrations';

/** Payments out of wallets, what institutions declare of them, and their clearing with other provinces. */
export class WalletPayments extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."wallet_payment" (
      "id" uuid not null,
      "msgid" varchar(40) not null,
      "settlement_id" uuid not null,
      "person_id" uuid not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "counter" varchar(20) not null,
      "medium" varchar(15) not null,
      "handled_by" varchar(200) null,
      "amount" bigint not null,
      "state" varchar(10) not null,
      "other_province" varchar(6) null,
      "note" varchar(200) null,
      "simulated" boolean not null,
      "declaration_id" uuid null,
      "paid_at" timestamptz null,
      "returned_at" timestamptz null,
      "changed_at" timestamptz not null,
      primary key ("id"),
      constraint "wallet_payment_msgid_unique" unique ("msgid"))`);
    for (const [name, columns] of [
      ['settlement_id', '"settlement_id"'],
      ['declaration_id_id', '"declaration_id", "id"'],
      ['institution_code_id', '"institution_code", "id"'],
      ['person_id_id', '"person_id", "id"'],
      ['other_province_paid_at', '"other_province", "paid_at"'],
    ]) {
      this.addSql(
        `create index "wallet_payment_${name}_index" on "settlement"."wallet_payment" (${columns})`,
      );
    }
    this.addSql(`create table "settlement"."wallet_declaration" (
      "id" uuid not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "counter" varchar(20) not null,
      "month" varchar(7) not null,
      "count" int not null,
      "total" bigint not null,
      "state" varchar(10) not null,
      "note" varchar(200) null,
      "declared_at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(
      `create index "wallet_declaration_state_id_index" on "settlement"."wallet_declaration" ("state", "id")`,
    );
    this.addSql(
      `create index "wallet_declaration_institution_code_id_index" on "settlement"."wallet_declaration" ("institution_code", "id")`,
    );
    this.addSql(`create table "settlement"."wallet_debit" (
      "reference" varchar(40) not null,
      "province" varchar(6) not null,
      "person_id" uuid not null,
      "amount" bigint not null,
      "refund" boolean not null,
      "paid_at" timestamptz not null,
      primary key ("reference"))`);
    this.addSql(
      `create index "wallet_debit_province_paid_at_index" on "settlement"."wallet_debit" ("province", "paid_at")`,
    );
    this.addSql(`create table "settlement"."wallet_clearing" (
      "id" uuid not null,
      "day" date not null,
      "province" varchar(6) not null,
      "count" int not null,
      "receivable" bigint not null,
      "payable" bigint not null,
      "net" bigint not null,
      primary key ("id"),
      constraint "wallet_clearing_day_province_unique" unique ("day", "province"))`);
  }
}
