import { Migration } from '@mikro-orm/migrations';

/** The days on which an item code holds. */
export class ValidityOfCodes extends Migration {
  override up(): void {
    this.addSql(
      `alter table "settlement"."catalogue_item" add column "valid_from" date null, add column "valid_to" date null`,
    );
  }
}
