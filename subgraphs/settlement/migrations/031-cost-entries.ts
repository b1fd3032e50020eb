import { Migration } from '@mikro-orm/migrations';

/** Costs that are entered as vouchers and declared with the month of their institution. */
export class CostEntries extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."cost_entry" (
      "id" uuid not null,
      "kind" varchar(30) not null,
      "side" varchar(12) not null,
      "number" varchar(40) not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "category" varchar(40) not null,
      "person_id" uuid null,
      "scheme" varchar(10) null,
      "person_group" varchar(20) null,
      "visit_type" varchar(20) not null,
      "started_on" date not null,
      "ended_on" date not null,
      "total" bigint not null,
      "fund_paid" bigint not null,
      "payments" jsonb not null,
      "state" varchar(10) not null,
      "monthly_settlement_id" uuid null,
      "history" jsonb not null,
      primary key ("id"))`);
    this.addSql(
      `create index "cost_entry_institution_code_ended_on_index" on "settlement"."cost_entry" ("institution_code", "ended_on")`,
    );
    this.addSql(
      `create index "cost_entry_monthly_settlement_id_index" on "settlement"."cost_entry" ("monthly_settlement_id")`,
    );
    this.addSql(`create index "cost_entry_person_id_index" on "settlement"."cost_entry" ("person_id")`);
    this.addSql(
      `alter table "settlement"."monthly_settlement" add column "cost_entries" int not null default 0`,
    );
  }
}
