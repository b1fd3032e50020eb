import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** What tells whether the process holds the key with which this schema was sealed. */
@Entity({ tableName: 'key_check' })
export class KeyCheck {
  /** Always 1. */
  @PrimaryKey({ type: 'integer', autoincrement: false })
  id!: number;

  @Property({ type: 'string', length: 64 })
  value!: string;
}

/** A version of a class's key that was ever begun by a rotation; version 1 needs no row. */
abstract class KeyVersion {
  @PrimaryKey({ type: 'string', length: 20 })
  class!: string;

  @PrimaryKey({ type: 'integer' })
  version!: number;

  /** CURRENT seals and opens, OLD opens, RETIRED does neither. */
  @Property({ type: 'string', length: 10 })
  state!: 'CURRENT' | 'OLD' | 'RETIRED';

  @Property({ type: 'timestamptz' })
  since!: Date;
}

/** The keys that seal. */
@Entity({ tableName: 'sealing_key' })
export class SealingKey extends KeyVersion {}

/** The keys of blind indexes. */
@Entity({ tableName: 'index_key' })
export class IndexKey extends KeyVersion {}
