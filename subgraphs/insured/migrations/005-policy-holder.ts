import { Migration } from '@mikro-orm/migrations';

/** Whose policy holders persons are: an insurer reads only its own; and how often it named somebody wrongly. */
export class CreatePolicyHolder extends Migration {
  override up(): void {
    this.addSql(`create table "insured"."policy_holder" (
      "policy_id" uuid not null, "person_id" uuid not null, "insurer_code" varchar(20) not null,
      primary key ("policy_id"))`);
    this.addSql(
      `create index "policy_holder_insurer_code_person_id_index" on "insured"."policy_holder" ("insurer_code", "person_id")`,
    );
    this.addSql(`create index "policy_holder_person_id_index" on "insured"."policy_holder" ("person_id")`);
    this.addSql(`create table "insured"."refused_match" (
      "insurer_code" varchar(20) not null, "day" date not null, "refused" int not null,
      primary key ("insurer_code", "day"))`);
  }
}
