import { Migration } from '@mikro-orm/migrations';

/** An insurer may take back a policy that it shared in error, and share its number again. */
export class WithdrawnPolicies extends Migration {
  override up(): void {
    this.addSql(`alter table "settlement"."commercial_policy" add column "withdrawn_on" date null`);
    this.addSql(`drop index "settlement"."commercial_policy_number"`);
    this.addSql(
      `create unique index "commercial_policy_number" on "settlement"."commercial_policy" ("insurer_code", "policy_number") where "withdrawn_on" is null`,
    );
    this.addSql(
      `create index "commercial_policy_insurer_code_id_index" on "settlement"."commercial_policy" ("insurer_code", "id")`,
    );
    this.addSql(`create index "direct_payout_policy_id_index" on "settlement"."direct_payout" ("policy_id")`);
  }
}
