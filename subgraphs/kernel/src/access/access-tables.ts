import { Migration } from '@mikro-orm/migrations';
import { ACCESS } from './access.terms.ts';

/** Who holds which role, what was proposed and decided of it, and the signed table of scopes. */
export class AccessTables extends Migration {
  override up(): void {
    this.addSql(`create table "${ACCESS}"."role_grant" (
      "id" uuid not null primary key,
      "subject" varchar(200) not null,
      "role" varchar(30) not null,
      "data_range" jsonb not null,
      "change_id" uuid null,
      "since" timestamptz not null,
      "until" timestamptz null)`);
    this.addSql(
      `create unique index "role_grant_standing" on "${ACCESS}"."role_grant" ("subject") where until is null`,
    );
    this.addSql(`create table "${ACCESS}"."access_change" (
      "id" uuid not null primary key,
      "kind" varchar(20) not null,
      "content" jsonb not null,
      "reason" varchar(200) not null,
      "proposed_by" varchar(200) not null,
      "proposed_role" varchar(30) not null,
      "proposed_at" timestamptz not null,
      "state" varchar(10) not null,
      "decided_by" varchar(200) null,
      "decided_at" timestamptz null,
      "decision_reason" varchar(200) null,
      constraint "access_change_two_hands" check (decided_by is null or decided_by <> proposed_by))`);
    this.addSql(`create table "${ACCESS}"."scope_table" (
      "version" int not null primary key,
      "released" varchar(64) not null,
      "changes" jsonb not null,
      "made_at" timestamptz not null,
      "change_id" uuid null,
      "key_id" varchar(16) not null,
      "signature" varchar(128) not null)`);
  }
}

/** Challenges that were answered, until they end; false signatures in a row of each certificate. */
export class CertificateLoginTables extends Migration {
  override up(): void {
    this.addSql(`create table "${ACCESS}"."used_challenge" (
      "id" uuid not null primary key, "expires_at" timestamptz not null)`);
    this.addSql(`create table "${ACCESS}"."login_failure" (
      "fingerprint" varchar(64) not null primary key,
      "subject" varchar(200) not null,
      "serial" varchar(80) not null,
      "failures" int not null,
      "locked_until" timestamptz null)`);
  }
}

/** Emergencies in which somebody reads beyond the own scopes. */
export class EmergencyTable extends Migration {
  override up(): void {
    this.addSql(`create table "${ACCESS}"."emergency_reading" (
      "id" uuid not null primary key,
      "subject" varchar(200) not null,
      "role" varchar(30) not null,
      "person_id" uuid not null,
      "classes" jsonb not null,
      "reason" varchar(200) not null,
      "began_at" timestamptz not null,
      "until" timestamptz not null,
      "ended_at" timestamptz null,
      "reviewed_by" varchar(200) null,
      "reviewed_at" timestamptz null,
      "justified" boolean null,
      "finding" varchar(200) null,
      constraint "emergency_reading_two_hands" check (reviewed_by is null or reviewed_by <> subject))`);
    this.addSql(
      `create unique index "emergency_reading_unreviewed" on "${ACCESS}"."emergency_reading" ("subject") where reviewed_by is null`,
    );
  }
}
