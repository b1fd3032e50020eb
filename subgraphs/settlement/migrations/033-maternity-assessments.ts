import { Migration } from '@mikro-orm/migrations';

/** Forms of the maternity benefits that the centre has paid. */
export class MaternityAssessments extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."maternity_assessment" (
      "id" uuid not null,
      "paid_until" date not null,
      "count" int not null,
      "total" bigint not null,
      "digest" varchar(64) not null,
      "generated_by" varchar(200) not null,
      "generated_at" timestamptz not null,
      "uploaded_by" varchar(200) null,
      "uploaded_at" timestamptz null,
      primary key ("id"))`);
    this.addSql(`alter table "settlement"."maternity_benefit" add column "assessment_id" uuid null`);
    this.addSql(
      `create index "maternity_benefit_assessment_id_index" on "settlement"."maternity_benefit" ("assessment_id")`,
    );
  }
}
