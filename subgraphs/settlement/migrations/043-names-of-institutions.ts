import { Migration } from '@mikro-orm/migrations';

/** What institutions are called, for papers; it comes with what inspection tells of each next. */
export class NamesOfInstitutions extends Migration {
  override up(): void {
    this.addSql(`alter table "settlement"."institution_copy" add column "name" varchar(200) null`);
  }
}
