import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** A transaction of an institution as 2601 finds it again: what it did, and whether it was reversed. */
@Entity({ tableName: 'transaction' })
@Index({ properties: ['at'] })
export class Transaction {
  @PrimaryKey({ type: 'string', length: 30 })
  msgid!: string;

  @Property({ type: 'string', length: 4 })
  infno!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  /** The sign-in that it named. */
  @Property({ type: 'string', length: 30, nullable: true })
  signNumber!: string | null;

  /** The settlement record that it made; null for other transactions and for one that never arrived. */
  @Property({ type: 'uuid', nullable: true })
  settlementId!: string | null;

  @Property({ type: 'string', length: 10 })
  state!: 'DONE' | 'REVERSED';

  /** Message id of the reversal. */
  @Property({ type: 'string', length: 30, nullable: true })
  reversedBy!: string | null;

  @Property({ type: 'timestamptz' })
  at!: Date;
}
