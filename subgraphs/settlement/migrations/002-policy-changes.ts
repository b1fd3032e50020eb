import { Migration } from '@mikro-orm/migrations';

/** Changes of policy with four eyes; what a settlement was decided from. */
export class PolicyChanges extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."policy_change" (
      "id" uuid not null,
      "state" varchar(10) not null,
      "reason" varchar(400) not null,
      "effective_from" date not null,
      "terms" jsonb not null,
      "drafted_by" varchar(200) not null,
      "drafted_at" timestamptz not null,
      "decided_by" varchar(200) null,
      "decided_at" timestamptz null,
      "note" varchar(400) null,
      primary key ("id"))`);
    this.addSql(`alter table "settlement"."policy_term" add column "change_id" uuid null`);
    this.addSql(`alter table "settlement"."settlement" add column "basis" jsonb null`);
  }
}
