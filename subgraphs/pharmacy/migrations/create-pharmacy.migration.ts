import { Migration } from '@mikro-orm/migrations';

/** Drugs, their price quotes, and code systems. */
export class CreatePharmacy extends Migration {
  override up(): void {
    this.addSql(`create table "pharmacy"."drug" (
      "id" uuid not null primary key,
      "national_code" varchar(23) null unique,
      "catalogue_code" varchar(40) null unique,
      "generic_name" varchar(200) not null,
      "comparable_name" varchar(200) not null,
      "trade_name" varchar(200) null,
      "pinyin_initials" varchar(200) not null,
      "specification_text" varchar(300) null,
      "stated_dose_form" varchar(100) null,
      "manufacturer" varchar(300) null,
      "licence_number" varchar(100) null,
      "item_class" varchar(1) null check ("item_class" in ('A', 'B', 'C')),
      "first_self_pay_ratio" bigint null check ("first_self_pay_ratio" between 0 and 1000000),
      "price_limit" bigint null check ("price_limit" >= 0),
      "source" varchar(10) not null)`);
    this.addSql(
      `create index "drug_comparable_name_index" on "pharmacy"."drug" ("comparable_name" collate "C", "id")`,
    );
    this.addSql(`create index "drug_licence_number_index" on "pharmacy"."drug" ("licence_number")`);

    this.addSql(`create table "pharmacy"."price_quote" (
      "id" uuid not null primary key,
      "drug_id" uuid not null references "pharmacy"."drug" ("id"),
      "institution_code" varchar(20) not null,
      "region" varchar(6) not null,
      "price" bigint not null check ("price" > 0),
      "quoted_on" date not null,
      "source" varchar(10) not null,
      unique ("drug_id", "institution_code", "quoted_on"))`);
    this.addSql(
      `create index "price_quote_drug_index" on "pharmacy"."price_quote" ("drug_id", "price", "id")`,
    );
    this.addSql(
      `create index "price_quote_institution_index" on "pharmacy"."price_quote" ("institution_code")`,
    );

    this.addSql(`create table "pharmacy"."code" (
      "id" uuid not null primary key,
      "system" varchar(20) not null,
      "part" varchar(50) not null,
      "code" varchar(50) not null,
      "name" varchar(300) not null,
      "parent_code" varchar(50) null,
      "category" varchar(200) null,
      "level" int null)`);
    this.addSql(
      `create unique index "code_key" on "pharmacy"."code" ("system", "part" collate "C", "code" collate "C")`,
    );
    // A trigram index only speeds up the search for a part of a name; without the extension the answers are the same.
    this.addSql(`do $$ begin
      create index "drug_name_trigrams" on "pharmacy"."drug" using gin ("comparable_name" gin_trgm_ops);
      create index "code_name_trigrams" on "pharmacy"."code" using gin ("name" gin_trgm_ops);
    exception when undefined_object then null; end $$`);
  }
}
