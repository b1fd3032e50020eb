import { Migration } from '@mikro-orm/migrations';

/** Insurers are reconciled as every other party is. */
export class InsurersReconciled extends Migration {
  override up(): void {
    this.addSql(`alter table "settlement"."reconciliation" alter column "party" type varchar(20)`);
    this.addSql(`drop table "settlement"."payout_reconciliation"`);
  }
}
