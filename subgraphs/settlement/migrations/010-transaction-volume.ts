import { Migration } from '@mikro-orm/migrations';

/** What institutions settle, minute by minute. */
export class TransactionVolume extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."volume_minute" (
      "minute" timestamptz not null,
      "institution_code" varchar(12) not null,
      "channel" varchar(15) not null,
      "visit_type" varchar(20) not null,
      "institution_region" varchar(6) not null,
      "settlements" int not null,
      "undone" int not null,
      "total" bigint not null,
      "fund_paid" bigint not null,
      primary key ("minute", "institution_code", "channel", "visit_type"))`);
    this.addSql(
      `create index "volume_minute_institution_code_minute_index" on "settlement"."volume_minute" ("institution_code", "minute")`,
    );
    this.addSql(`insert into "settlement"."volume_minute"
        (minute, institution_code, channel, visit_type, institution_region, settlements, undone, total, fund_paid)
      select date_trunc('minute', settled_at), institution_code, channel, visit_type, max(institution_region),
        count(*) filter (where kind = 'NORMAL'), count(*) filter (where kind <> 'NORMAL'), sum(total), sum(fund_paid)
      from "settlement"."settlement" group by 1, 2, 3, 4`);
  }
}
