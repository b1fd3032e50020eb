import { Migration } from '@mikro-orm/migrations';

/** Operators of institutions at work, and under which sign-in a transaction was sent. */
export class SignIns extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."sign_in" (
      "id" uuid not null primary key, "number" varchar(30) not null,
      "institution_code" varchar(12) not null, "institution_region" varchar(6) not null,
      "operator" varchar(200) not null, "day" date not null,
      "signed_in_at" timestamptz not null, "signed_out_at" timestamptz null)`);
    this.addSql(
      `alter table "settlement"."sign_in" add constraint "sign_in_number_unique" unique ("number")`,
    );
    this.addSql(
      `create index "sign_in_institution_code_id_index" on "settlement"."sign_in" ("institution_code", "id")`,
    );
    this.addSql(`alter table "settlement"."transaction" add column "sign_number" varchar(30) null`);
    // Where nobody signs in, the register pays nothing for it.
    this.addSql(`create index "transaction_sign_number_index"
      on "settlement"."transaction" ("sign_number") where "sign_number" is not null`);
  }
}
