import { Migration } from '@mikro-orm/migrations';

export class CreateKnowledge extends Migration {
  override up(): void {
    this.addSql(`create table "knowledge"."knowledge_base" (
      "id" uuid not null primary key,
      "code" varchar(40) not null,
      "title" varchar(200) not null,
      constraint "knowledge_base_code_unique" unique ("code"))`);
    this.addSql(`create table "knowledge"."document" (
      "id" uuid not null primary key,
      "knowledge_base_id" uuid not null references "knowledge"."knowledge_base" ("id"),
      "title" varchar(300) not null,
      "official_title" varchar(300) not null,
      "place" varchar(6) null,
      constraint "document_knowledge_base_id_title_unique" unique ("knowledge_base_id", "title"))`);
    this.addSql(`create table "knowledge"."document_version" (
      "id" uuid not null primary key,
      "document_id" uuid not null references "knowledge"."document" ("id"),
      "adopted_on" date not null,
      "effective_from" date null,
      "history" jsonb not null,
      "findings" jsonb not null,
      "article_count" int not null,
      "revision" int not null,
      "imported_at" timestamptz not null,
      constraint "document_version_document_id_adopted_on_unique" unique ("document_id", "adopted_on"))`);
    this.addSql(`create table "knowledge"."article" (
      "id" uuid not null primary key,
      "version_id" uuid not null references "knowledge"."document_version" ("id"),
      "ordinal" int not null,
      "number" int not null,
      "insertion" int not null,
      "label" varchar(40) not null,
      "chapter" varchar(400) null,
      "paragraphs" jsonb not null)`);
    this.addSql(`create unique index "article_version_id_number_insertion_unique"
      on "knowledge"."article" ("version_id", "number", "insertion")`);
    this.addSql(
      `create index "article_version_id_ordinal_index" on "knowledge"."article" ("version_id", "ordinal")`,
    );
    this.addSql(`create table "knowledge"."agent_run" (
      "id" uuid not null primary key,
      "person_id" uuid null,
      "agent" varchar(20) not null,
      "state" varchar(20) not null,
      "question" bytea not null,
      "as_of" date not null,
      "started_at" timestamptz not null,
      "finished_at" timestamptz null,
      "evidence" varchar(20) null,
      "refusal_message" varchar(400) null,
      "citations" jsonb not null,
      "input_tokens" int not null,
      "output_tokens" int not null,
      "elapsed_ms" int null,
      "attempts" int not null,
      "claimed_until" timestamptz null)`);
    this.addSql(`create index "agent_run_person_id_id_index" on "knowledge"."agent_run" ("person_id", "id")`);
    this.addSql(`create index "agent_run_running_index" on "knowledge"."agent_run" ("claimed_until")
      where "state" = 'RUNNING'`);
    this.addSql(`create table "knowledge"."agent_step" (
      "id" uuid not null primary key,
      "run_id" uuid not null references "knowledge"."agent_run" ("id"),
      "step" varchar(20) not null,
      "taken_at" timestamptz not null,
      "elapsed_ms" int not null,
      "citations" jsonb not null,
      constraint "agent_step_run_id_step_unique" unique ("run_id", "step"))`);
  }
}
