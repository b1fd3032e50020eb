import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { PersonSaltRow } from '../sensitive/person-salt.entity.ts';
import { IndexKey, KeyCheck, SealingKey } from '../sensitive/sealing-key.entity.ts';
import { AuditCheckpoint, AuditHead, AuditRecord, RevealUsage } from '../audit/audit-record.entity.ts';
import { DocumentSignature } from '../signing/document-signature.entity.ts';
import { Upload, UploadChunk } from '../upload/upload.entity.ts';

/** A fact written in the transaction of its cause; numbered and announced by the relay afterwards. */
@Entity({ tableName: 'outbox_event' })
@Unique({ properties: ['topic', 'position'] })
@Index({ properties: ['aggregateId', 'aggregateSequence'] })
export class OutboxEvent {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  id!: string;

  @Property({ type: 'string', length: 100 })
  topic!: string;

  /** Place in the topic, from 1 without gaps, in the order of commit; null until announced. */
  @Property({ type: 'bigint', nullable: true, index: true })
  position!: string | null;

  @Property({ type: 'string', length: 100 })
  name!: string;

  @Property({ type: 'integer' })
  version!: number;

  @Property({ type: 'string', length: 100 })
  aggregateId!: string;

  @Property({ type: 'integer', nullable: true })
  aggregateSequence!: number | null;

  @Property({ type: 'timestamptz' })
  occurredAt!: Date;

  @Property({ type: 'json' })
  payload!: unknown;
}

/** How far a projection of this subgraph has read a topic of another. */
@Entity({ tableName: 'projection_offset' })
export class ProjectionOffset {
  @PrimaryKey({ type: 'string', length: 200 })
  name!: string;

  @Property({ type: 'bigint' })
  position!: string;
}

/** The first result of a mutation under its idempotency key. */
@Entity({ tableName: 'idempotency' })
export class IdempotencyRecord {
  @PrimaryKey({ type: 'string', length: 400 })
  key!: string;

  @Property({ type: 'string', length: 64 })
  fingerprint!: string;

  @Property({ type: 'json', nullable: true })
  outcome!: unknown;

  @Property({ type: 'timestamptz' })
  createdAt!: Date;
}

/** What has been loaded once, such as the demo world. */
@Entity({ tableName: 'load_mark' })
export class LoadMark {
  @PrimaryKey({ type: 'string', length: 200 })
  name!: string;

  @Property({ type: 'timestamptz' })
  loadedAt!: Date;
}

/** Tables that every subgraph has. */
export const KERNEL_ENTITIES = [
  OutboxEvent,
  ProjectionOffset,
  IdempotencyRecord,
  LoadMark,
  AuditRecord,
  AuditHead,
  AuditCheckpoint,
  RevealUsage,
  DocumentSignature,
  KeyCheck,
  SealingKey,
  IndexKey,
  PersonSaltRow,
  Upload,
  UploadChunk,
];
