import { Migration } from '@mikro-orm/migrations';

/** The days on which the code of a drug holds. */
export class DrugValidity extends Migration {
  override up(): void {
    this.addSql(
      `alter table "pharmacy"."drug" add column "valid_from" date null, add column "valid_to" date null`,
    );
  }
}
