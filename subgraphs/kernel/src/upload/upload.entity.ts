import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { Sealed } from '../sensitive/sealed.ts';
import { Sensitive } from '../sensitive/sensitive.decorator.ts';

/** A file that somebody sent and that no mutation has taken yet; its id is the handle. */
@Entity({ tableName: 'upload' })
@Index({ properties: ['owner'] })
export class Upload {
  /** Random throughout: a handle cannot be guessed from another one. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** Subject of the uploader; nobody else's handle it is. */
  @Property({ type: 'string', length: 200 })
  owner!: string;

  /** What the file is, told by its content; null until all of it has arrived, as size and digest are. */
  @Property({ type: 'string', length: 100, nullable: true })
  mediaType!: string | null;

  @Property({ type: 'integer', nullable: true })
  size!: number | null;

  /** SM3 of the whole, in hex: what is read back is what came. */
  @Property({ type: 'string', length: 64, nullable: true })
  digest!: string | null;

  @Property({ type: 'timestamptz' })
  createdAt!: Date;

  @Property({ type: 'timestamptz' })
  expiresAt!: Date;

  @Property({ type: 'timestamptz', nullable: true })
  usedAt!: Date | null;
}

/** A piece of an upload. It is sealed with a key of its class alone: whose data it holds is known once it is used. */
@Entity({ tableName: 'upload_chunk' })
@Index({ properties: ['uploadId', 'number'] })
export class UploadChunk {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  uploadId!: string;

  @Property({ type: 'integer' })
  number!: number;

  @Sensitive({ class: 'SECRET', description: '文件片段。Bytes of a file in base64; never published.' })
  content!: Sealed;
}
