import { Migration } from '@mikro-orm/migrations';

/** Whose patients persons are: an institution reads only its own in the clear. */
export class CreatePatient extends Migration {
  override up(): void {
    this.addSql(`create table "insured"."patient" (
      "person_id" uuid not null, "institution_code" varchar(12) not null,
      primary key ("person_id", "institution_code"))`);
  }
}
