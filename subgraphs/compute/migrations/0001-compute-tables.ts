import { Migration } from '@mikro-orm/migrations';

export class ComputeTables extends Migration {
  override up(): void {
    this.addSql(`create table "compute"."compute_node" (
      "id" uuid not null primary key,
      "source" varchar(20) not null,
      "hostname" varchar(200) not null,
      "cpu_milli" int null,
      "memory_mib" int null,
      "registered_at" timestamptz not null,
      constraint "compute_node_source_hostname_unique" unique ("source", "hostname"))`);
    this.addSql(
      `create index "compute_node_hostname_id_index" on "compute"."compute_node" ("hostname", "id")`,
    );
    this.addSql(`create table "compute"."gpu" (
      "id" uuid not null primary key,
      "node_id" uuid not null references "compute"."compute_node" ("id"),
      "source" varchar(20) not null,
      "slot" int not null,
      "uuid" varchar(200) not null,
      "model" varchar(200) null,
      "memory_mib" int null,
      constraint "gpu_source_uuid_unique" unique ("source", "uuid"))`);
    this.addSql(`create index "gpu_node_id_index" on "compute"."gpu" ("node_id")`);
    // No reference to gpu: a check for each of millions of rows would cost more than it can find.
    this.addSql(`create table "compute"."telemetry_sample" (
      "gpu_id" uuid not null,
      "at" timestamptz not null,
      "source" varchar(20) not null,
      "span_ms" int not null,
      "utilisation" int null check ("utilisation" between 0 and 1000000),
      "memory_used_mib" double precision null,
      "power_watts" double precision null,
      "temperature_celsius" double precision null,
      "memory_temperature_celsius" double precision null,
      "sm_clock_mhz" double precision null,
      "xid_error" int null,
      primary key ("gpu_id", "at"))`);
    this.addSql(`create index "telemetry_sample_at_index" on "compute"."telemetry_sample" ("at")`);
    this.addSql(`create table "compute"."usage_record" (
      "id" uuid not null primary key,
      "kind" varchar(20) not null,
      "subject" varchar(200) not null,
      "person_id" uuid null,
      "tokens" int null check ("tokens" >= 0),
      "gpu_ms" bigint not null check ("gpu_ms" >= 0),
      "cost" bigint null check ("cost" >= 0),
      "price_source" varchar(200) null,
      "source" varchar(20) not null,
      "recorded_at" timestamptz not null,
      constraint "usage_record_kind_subject_unique" unique ("kind", "subject"))`);
    this.addSql(`create index "usage_record_person_id_index" on "compute"."usage_record" ("person_id")`);
  }
}
