import { Migration } from '@mikro-orm/migrations';

/** Vouchers of what institutions are paid, the files in which they go to finance, and lists of institutions. */
export class Vouchers extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."voucher" (
      "id" uuid not null,
      "number" varchar(40) not null,
      "kind" varchar(10) not null,
      "institution_code" varchar(12) not null,
      "institution_region" varchar(6) not null,
      "period" varchar(7) not null,
      "lines" jsonb not null,
      "payable" bigint not null,
      "retained" bigint not null,
      "carried_forward" bigint not null,
      "released_because" varchar(200) null,
      "disbursement_id" uuid null,
      "issued_by" varchar(200) not null,
      "issued_at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(
      `alter table "settlement"."voucher" add constraint "voucher_number_unique" unique ("number")`,
    );
    this.addSql(
      `create index "voucher_institution_code_id_index" on "settlement"."voucher" ("institution_code", "id")`,
    );
    this.addSql(`create index "voucher_disbursement_id_index" on "settlement"."voucher" ("disbursement_id")`);
    this.addSql(`create table "settlement"."disbursement" (
      "id" uuid not null,
      "count" int not null,
      "total" bigint not null,
      "held" int not null,
      "digest" varchar(64) not null,
      "exported_by" varchar(200) not null,
      "exported_at" timestamptz not null,
      primary key ("id"))`);
    this.addSql(`create table "settlement"."institution_listing" (
      "id" uuid not null,
      "institution_code" varchar(12) not null,
      "list" varchar(5) not null,
      "prepaid_share" bigint null,
      "reason" varchar(200) not null,
      "listed_by" varchar(200) not null,
      "since" timestamptz not null,
      "until" timestamptz null,
      primary key ("id"))`);
    this.addSql(
      `create index "institution_listing_institution_code_index" on "settlement"."institution_listing" ("institution_code")`,
    );
  }
}
