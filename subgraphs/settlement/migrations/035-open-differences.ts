import { Migration } from '@mikro-orm/migrations';

/** What is not reconciled yet is found without reading all that is. */
export class OpenDifferences extends Migration {
  override up(): void {
    this.addSql(
      `create index "reconciliation_open" on "settlement"."reconciliation" ("state") where "state" in ('DETAILS_AWAITED', 'DIFFERENT')`,
    );
    this.addSql(
      `create index "reconciliation_difference_open" on "settlement"."reconciliation_difference" ("reconciliation_id") where "outcome" is null`,
    );
  }
}
