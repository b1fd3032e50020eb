import { Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { InstantScalar } from '../graphql/scalars.ts';
import type { SignedFacts } from './signed-kind.ts';
import type { TimeStamp } from './time-stamp.ts';

/** A detached signature, beside the document and never in it. */
@Directive('@shareable')
@Directive('@authenticated')
@ObjectType({
  description:
    '签名。SM2 signature of a document (GB/T 32918), made in the transaction that made the document.',
})
@Entity({ tableName: 'document_signature' })
@Unique({ properties: ['kind', 'documentId'] })
export class DocumentSignature {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '文书类型。Kind of document, as the graph names its type.' })
  @Property({ type: 'string', length: 60 })
  kind!: string;

  @Field(() => ID, { description: '文书标识。Id of the document.' })
  @Property({ type: 'string', length: 100 })
  documentId!: string;

  @Property({ type: 'json' })
  facts!: SignedFacts;

  @Field(() => String, {
    nullable: true,
    description: '签署操作主体。Subject under whose token the document was made; null for the system itself.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  signedBy!: string | null;

  @Field(() => InstantScalar, { description: '签署时刻。When it was signed.' })
  @Property({ type: 'timestamptz' })
  signedAt!: Date;

  @Field(() => ID, { description: '密钥编号。Short name of the signing key: the first 64 bits of its SM3.' })
  @Property({ type: 'string', length: 16 })
  keyId!: string;

  @Field(() => String, { description: '签名值。r and s of SM2 as 128 hexadecimal digits.' })
  @Property({ type: 'string', length: 128 })
  signature!: string;

  @Property({ type: 'json' })
  stamp!: TimeStamp;
}
