import { Check, Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** The salt of one person's keys in this subgraph; without it nothing of the person opens. */
@Entity({ tableName: 'person_salt' })
@Check({ name: 'person_salt_until_erased', expression: '(salt is null) = (erased_at is not null)' })
export class PersonSaltRow {
  @PrimaryKey({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'blob', columnType: 'bytea', nullable: true, hidden: true })
  salt!: Buffer | null;

  @Property({ type: 'timestamptz' })
  createdAt!: Date;

  /** When the person was erased: the salt is gone for good, and none is ever made again. */
  @Property({ type: 'timestamptz', nullable: true })
  erasedAt!: Date | null;
}
