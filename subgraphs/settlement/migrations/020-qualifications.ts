import { Migration } from '@mikro-orm/migrations';

/** Registers of facts that open a benefit; stays that end, registrations that are cancelled, treatments of visits. */
export class Qualifications extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."qualification" (
      "id" uuid not null,
      "code" varchar(40) not null,
      "version" int not null,
      "kind" varchar(30) not null,
      "person_id" uuid not null,
      "qualifier" varchar(40) not null,
      "first_day" date not null,
      "last_day" date null,
      "registered_by" varchar(200) not null,
      primary key ("id"))`);
    this.addSql(
      `alter table "settlement"."qualification" add constraint "qualification_code_unique" unique ("code")`,
    );
    this.addSql(`create index "qualification_person_id_index" on "settlement"."qualification" ("person_id")`);
    this.addSql(`alter table "settlement"."visit" add column "ended_on" date null`);
    this.addSql(`alter table "settlement"."visit" add column "cancelled_on" date null`);
    this.addSql(`alter table "settlement"."visit" add column "treatment" varchar(20) null`);
  }
}
