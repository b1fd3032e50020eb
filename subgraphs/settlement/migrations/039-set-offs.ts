import { Migration } from '@mikro-orm/migrations';

/** Debts of persons set off against what the centre pays them. */
export class SetOffs extends Migration {
  override up(): void {
    this.addSql(`create table "settlement"."set_off" (
      "id" uuid not null primary key, "overpayment_id" uuid not null,
      "against" varchar(20) not null, "payment_id" uuid not null, "person_id" uuid not null,
      "amount" bigint not null, "state" varchar(10) not null, "reason" varchar(200) not null,
      "undone_because" varchar(200) null,
      "proposed_by" varchar(200) not null, "proposed_at" timestamptz not null,
      "decided_by" varchar(200) null, "decided_at" timestamptz null,
      constraint "set_off_amount_check" check (amount > 0))`);
    this.addSql(
      `create index "set_off_overpayment_id_id_index" on "settlement"."set_off" ("overpayment_id", "id")`,
    );
    this.addSql(`create index "set_off_payment_id_id_index" on "settlement"."set_off" ("payment_id", "id")`);
    this.addSql(`alter table "settlement"."reimbursement" add column "set_off" bigint not null default 0,
      add constraint "reimbursement_set_off_check" check (set_off >= 0 and set_off <= coalesce(payable, 0))`);
    this.addSql(`alter table "settlement"."payment" add column "set_off" bigint not null default 0,
      add constraint "payment_set_off_check" check (set_off >= 0 and set_off <= amount)`);
  }
}
