import { Migration } from '@mikro-orm/migrations';

/** What an operator decides on messages that were put aside. */
export class QuarantineDecisions extends Migration {
  override up(): void {
    this.addSql(`alter table "settlement"."quarantined_message"
      add column "state" varchar(12) not null default 'QUARANTINED',
      add column "decided_by" varchar(200) null,
      add column "decided_because" varchar(200) null,
      add column "decided_at" timestamptz null`);
  }
}
