import { Migration } from '@mikro-orm/migrations';

/** Persons are erased: drafted, approved, acknowledged by every subgraph. */
export class CreatePersonErasure extends Migration {
  override up(): void {
    this.addSql(`alter table "insured"."insured_person" add column "erased_on" date null`);
    this.addSql(`create table "insured"."person_erasure" (
      "id" uuid not null primary key, "person_id" uuid not null, "reason" varchar(30) not null,
      "state" varchar(10) not null, "drafted_by" varchar(200) not null)`);
    this.addSql(`create index "person_erasure_person_id_index" on "insured"."person_erasure" ("person_id")`);
    this.addSql(`create table "insured"."person_erasure_step" (
      "id" uuid not null primary key, "erasure_id" uuid not null, "act" varchar(10) not null,
      "state" varchar(10) not null, "taken_by" varchar(200) null, "taken_at" timestamptz not null)`);
    this.addSql(`create index "person_erasure_step_erasure_id_id_index"
      on "insured"."person_erasure_step" ("erasure_id", "id")`);
    this.addSql(`create table "insured"."person_erasure_acknowledgement" (
      "erasure_id" uuid not null, "subgraph" varchar(20) not null, "acknowledged_at" timestamptz not null,
      primary key ("erasure_id", "subgraph"))`);
  }
}
