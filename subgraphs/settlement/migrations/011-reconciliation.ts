import { Migration } from '@mikro-orm/migrations';

/** What the centre and its parties say of the same days, and the months closed over it. */
export class Reconciliations extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."reconciliation" (
      "id" uuid not null,
      "party_kind" varchar(12) not null,
      "party" varchar(12) not null,
      "region" varchar(6) not null,
      "scheme" varchar(10) not null,
      "from_day" date not null,
      "to_day" date not null,
      "state" varchar(15) not null,
      "ours" jsonb not null,
      "theirs" jsonb not null,
      "found" int not null,
      "open" int not null,
      "at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(
      `create index "reconciliation_party_from_day_index" on "settlement"."reconciliation" ("party", "from_day")`,
    );
    this.addSql(`create table "settlement"."reconciliation_difference" (
      "id" uuid not null,
      "reconciliation_id" uuid not null,
      "place" int not null,
      "kind" varchar(15) not null,
      "reference" varchar(64) not null,
      "ours" jsonb null,
      "theirs" jsonb null,
      "owner" varchar(200) null,
      "outcome" varchar(20) null,
      "reason" varchar(200) null,
      primary key ("id"))`);
    this.addSql(
      `create index "reconciliation_difference_reconciliation_id_place_index" on "settlement"."reconciliation_difference" ("reconciliation_id", "place")`,
    );
    this.addSql(`create table "settlement"."reconciled_month" (
      "party_kind" varchar(12) not null,
      "month" varchar(7) not null,
      "closed_by" varchar(200) not null,
      "closed_at" timestamptz not null,
      primary key ("party_kind", "month"))`);
  }
}
