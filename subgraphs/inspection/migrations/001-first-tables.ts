import { Migration } from '@mikro-orm/migrations';

/** The register, inspection codes, the rule library, suspicions, and what is kept of others' facts. */
export class FirstTables extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS: readonly string[] = [
  `create table "inspection"."catalogued_drug" (
      "national_code" varchar(40) not null,
      "drug_id" uuid not null,
      "generic_name" varchar(200) not null,
      primary key ("national_code")
    )`,
  `create index "catalogued_drug_drug_id_index" on "inspection"."catalogued_drug" ("drug_id")`,
  `create table "inspection"."fee_rule" (
      "id" uuid not null,
      "library" varchar(10) not null,
      "list" varchar(40) not null,
      "kind" varchar(30) null,
      "subject" varchar(500) not null,
      "qualifier" varchar(1000) not null,
      "state" varchar(20) not null,
      "not_understood" varchar(500) null,
      "limit" jsonb null,
      "codes_are_prefixes" boolean not null,
      "explanation" text not null,
      "source_file" varchar(200) not null,
      "source_line" int not null,
      "loaded_at" timestamptz not null,
      primary key ("id")
    )`,
  `create index "fee_rule_state_list_index" on "inspection"."fee_rule" ("state", "list")`,
  `alter table "inspection"."fee_rule" add constraint "fee_rule_list_subject_qualifier_unique" unique ("list", "subject", "qualifier")`,
  `create table "inspection"."fee_rule_code" (
      "list" varchar(40) not null,
      "subject" varchar(500) not null,
      "qualifier" varchar(1000) not null,
      "code" varchar(40) not null,
      primary key ("list", "subject", "qualifier", "code")
    )`,
  `create index "fee_rule_code_code_index" on "inspection"."fee_rule_code" ("code")`,
  `create table "inspection"."high_frequency_threshold" (
      "month" varchar(7) not null,
      "purchases" int not null,
      "single_cost" bigint not null,
      "population" int not null,
      "computed_at" timestamptz not null,
      primary key ("month")
    )`,
  `create table "inspection"."inspection_code_move" (
      "id" uuid not null,
      "inspection_code_id" uuid not null,
      "sequence" int not null,
      "act" varchar(20) null,
      "from_state" varchar(20) null,
      "to_state" varchar(20) not null,
      "by_role" varchar(30) not null,
      "by_subject" varchar(200) not null,
      "department" varchar(100) null,
      "reason" varchar(500) null,
      "at" timestamptz not null,
      primary key ("id")
    )`,
  `alter table "inspection"."inspection_code_move" add constraint "inspection_code_move_inspection_code_id_sequence_unique" unique ("inspection_code_id", "sequence")`,
  `create table "inspection"."inspection_code_officer" (
      "inspection_code_id" uuid not null,
      "officer_id" uuid not null,
      primary key ("inspection_code_id", "officer_id")
    )`,
  `create table "inspection"."inspection_code_party" (
      "id" uuid not null,
      "inspection_code_id" uuid not null,
      "department" varchar(100) not null,
      "role" varchar(10) not null,
      "finding" varchar(20) null,
      "result" varchar(2000) null,
      "result_entered_at" timestamptz null,
      "concluded_at" timestamptz null,
      primary key ("id")
    )`,
  `alter table "inspection"."inspection_code_party" add constraint "inspection_code_party_inspection_code_id_department_unique" unique ("inspection_code_id", "department")`,
  `create table "inspection"."inspection_task" (
      "id" uuid not null,
      "number" varchar(40) not null,
      "matter" varchar(200) not null,
      "field" varchar(30) not null,
      "source" varchar(20) not null,
      "category" varchar(20) not null,
      "form" varchar(20) not null,
      "planned_from" date not null,
      "planned_to" date not null,
      "covers_public_institutions" boolean not null,
      primary key ("id")
    )`,
  `alter table "inspection"."inspection_task" add constraint "inspection_task_number_unique" unique ("number")`,
  `create table "inspection"."inspection_code" (
      "id" uuid not null,
      "task_id" uuid not null,
      "institution_code" varchar(12) not null,
      "region" varchar(6) not null,
      "state" varchar(20) not null,
      "code" varchar(60) null,
      "case_code" varchar(60) null,
      "platform" varchar(60) null,
      "rating" int null,
      "drafted_at" timestamptz not null,
      primary key ("id")
    )`,
  `create index "inspection_code_institution_code_index" on "inspection"."inspection_code" ("institution_code")`,
  `create index "inspection_code_region_index" on "inspection"."inspection_code" ("region")`,
  `alter table "inspection"."inspection_code" add constraint "inspection_code_code_unique" unique ("code")`,
  `create table "inspection"."institution" (
      "code" varchar(12) not null,
      "name" varchar(200) not null,
      "region" varchar(6) not null,
      "level" varchar(20) not null,
      "kind" varchar(20) not null,
      "ownership" varchar(20) not null,
      "state" varchar(20) not null,
      "speciality" varchar(50) null,
      "designated_since" date not null,
      primary key ("code")
    )`,
  `create index "institution_region_index" on "inspection"."institution" ("region")`,
  `create table "inspection"."law_enforcement_officer" (
      "id" uuid not null,
      "name" varchar(50) not null,
      "department" varchar(100) not null,
      "certificate_number" bytea not null,
      "certificate_from" date not null,
      "certificate_to" date not null,
      "certificate_revoked" boolean not null,
      primary key ("id")
    )`,
  `create table "inspection"."person_standing" (
      "person_id" uuid not null,
      "insured_as_adult" boolean not null,
      primary key ("person_id")
    )`,
  `create table "inspection"."physician" (
      "code" varchar(20) not null,
      "name" varchar(50) not null,
      "speciality" varchar(50) not null,
      "title" varchar(20) not null,
      "institution_codes" jsonb not null,
      primary key ("code")
    )`,
  `create table "inspection"."settled_line" (
      "id" uuid not null,
      "claim_id" uuid not null,
      "visit_id" uuid not null,
      "person_id" uuid not null,
      "institution_code" varchar(12) not null,
      "physician_code" varchar(20) null,
      "insurance" varchar(20) not null,
      "visit_type" varchar(20) not null,
      "item_code" varchar(40) not null,
      "item_name" varchar(200) not null,
      "quantity" bigint not null,
      "amount" bigint not null,
      "service_date" date not null,
      "days_of_supply" int null,
      primary key ("id")
    )`,
  `create index "settled_line_claim_id_index" on "inspection"."settled_line" ("claim_id")`,
  `create index "settled_line_person_id_service_date_index" on "inspection"."settled_line" ("person_id", "service_date")`,
  `create table "inspection"."suspicion" (
      "id" uuid not null,
      "model" varchar(30) not null,
      "rule" varchar(600) not null,
      "fee_rule_id" uuid null,
      "person_id" uuid not null,
      "key" varchar(600) not null,
      "item_code" varchar(40) null,
      "institution_code" varchar(12) not null,
      "region" varchar(6) not null,
      "evidence" jsonb not null,
      "state" varchar(20) not null,
      "dismissal" varchar(500) null,
      "raised_at" timestamptz not null,
      primary key ("id")
    )`,
  `create index "suspicion_person_id_index" on "inspection"."suspicion" ("person_id")`,
  `create index "suspicion_item_code_index" on "inspection"."suspicion" ("item_code")`,
  `alter table "inspection"."suspicion" add constraint "suspicion_model_person_id_key_unique" unique ("model", "person_id", "key")`,
  `create table "inspection"."suspicion_claim" (
      "suspicion_id" uuid not null,
      "claim_id" uuid not null,
      primary key ("suspicion_id", "claim_id")
    )`,
  `create index "suspicion_claim_claim_id_index" on "inspection"."suspicion_claim" ("claim_id")`,
  `alter table "inspection"."inspection_code" add constraint "inspection_code_task_id_foreign" foreign key ("task_id") references "inspection"."inspection_task" ("id")`,
  // One living code for a task and an inspected party.
  `create unique index "inspection_code_living_unique" on "inspection"."inspection_code" ("task_id", "institution_code")
      where "state" not in ('CANCELLED', 'VOIDED')`,
];
