import { Migration } from '@mikro-orm/migrations';

/** Persons are found by the last four digits of their phone number. */
export class AddPhoneIndex extends Migration {
  override up(): void {
    this.addSql(`alter table "insured"."insured_person" add column "phone_index" bytea null`);
    this.addSql(
      `create index "insured_person_phone_index_index" on "insured"."insured_person" ("phone_index")`,
    );
  }
}
