import { Migration } from '@mikro-orm/migrations';

/** Declared months of institutions and the deductions from them. */
export class MonthlySettlements extends Migration {
  override up(): void {
    this.addSql(`alter table "settlement"."settlement" add column "monthly_settlement_id" uuid null`);
    this.addSql(
      `create index "settlement_monthly_settlement_id_index" on "settlement"."settlement" ("monthly_settlement_id")`,
    );
    this.addSql(`create table "settlement"."monthly_settlement" (
      "id" uuid not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "month" varchar(7) not null,
      "state" varchar(12) not null,
      "settlements" int not null,
      "total" bigint not null,
      "declared" bigint not null,
      "deducted" bigint not null,
      "approved" bigint null,
      "voucher_number" varchar(40) null,
      "declared_on" date not null,
      "promised_by" date not null,
      "history" jsonb not null,
      primary key ("id"))`);
    this.addSql(
      `create index "monthly_settlement_institution_code_month_index" on "settlement"."monthly_settlement" ("institution_code", "month")`,
    );
    this.addSql(
      `create unique index "monthly_settlement_living" on "settlement"."monthly_settlement" ("institution_code", "month") where "state" <> 'WITHDRAWN'`,
    );
    this.addSql(`create table "settlement"."deduction" (
      "id" uuid not null,
      "monthly_settlement_id" uuid not null,
      "number" varchar(40) not null,
      "kind" varchar(10) not null,
      "amount" bigint not null,
      "reason" varchar(200) not null,
      "imported_by" varchar(200) not null,
      primary key ("id"))`);
    this.addSql(
      `create index "deduction_monthly_settlement_id_index" on "settlement"."deduction" ("monthly_settlement_id")`,
    );
    this.addSql(
      `alter table "settlement"."deduction" add constraint "deduction_number_unique" unique ("number")`,
    );
  }
}
