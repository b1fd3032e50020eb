import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar } from '../graphql/scalars.ts';

export const AuditKind = {
  LOGIN: 'LOGIN',
  REVEAL: 'REVEAL',
  REFUSAL: 'REFUSAL',
  ATTEMPT: 'ATTEMPT',
  CHANGE: 'CHANGE',
  ADMINISTRATION: 'ADMINISTRATION',
  TAMPER: 'TAMPER',
} as const;
export type AuditKind = keyof typeof AuditKind;

registerEnumType(AuditKind, {
  name: 'AuditKind',
  description: '审计类别。What kind of act an audit record tells of.',
  valuesConfig: {
    LOGIN: { description: '登录。The first request under a token.' },
    REVEAL: { description: '明文读取。A sensitive field was read in the clear.' },
    REFUSAL: { description: '越权拒绝。Something was refused for lack of right.' },
    ATTEMPT: { description: '未成操作。An act that rules refused: who tried it; nothing was changed.' },
    CHANGE: { description: '业务变更。A state was changed or money was moved.' },
    ADMINISTRATION: { description: '管理操作。An administrator or the system itself acted.' },
    TAMPER: { description: '密文异常。A sealed value did not open: somebody may have altered it.' },
  },
});

/** What was done, by whom, to whose data, why and when. Written with its cause; chained afterwards. */
@Directive('@shareable')
@Directive('@requiresScopes(scopes: [["audit:read"]])')
@ObjectType({
  description: '审计记录。One act as the audit trail keeps it; chained by SM3 and never changed.',
})
@Entity({ tableName: 'audit_record' })
export class AuditRecord {
  @Field(() => ID, { description: '标识。Number given when the record was written.' })
  @PrimaryKey({ type: new BigIntType('string'), autoincrement: true })
  id!: string;

  @Field(() => ID, {
    nullable: true,
    description: '链上序号。Place in the chain, from 1 without gaps; null for a moment after it was written.',
  })
  @Property({ type: new BigIntType('string'), nullable: true, unique: 'audit_record_sequence_index' })
  sequence!: string | null;

  @Field(() => AuditKind, { description: '审计类别。Kind of act.' })
  @Property({ type: 'string', length: 20 })
  kind!: AuditKind;

  @Field(() => String, {
    nullable: true,
    description: '操作主体。Subject of the token; null for the system itself.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  subject!: string | null;

  @Field(() => String, { nullable: true, description: '角色。Role of the token.' })
  @Property({ type: 'string', length: 30, nullable: true })
  role!: string | null;

  @Field(() => String, {
    description: '操作。The field read (`Type.field`), the operation done, or the path refused.',
  })
  @Property({ type: 'string', length: 300 })
  action!: string;

  @Field(() => ID, { nullable: true, description: '数据行标识。Row that was read or changed.' })
  @Property({ type: 'string', length: 100, nullable: true })
  rowId!: string | null;

  @Field(() => ID, { nullable: true, description: '人员标识。Person whose data it is.' })
  @Property({ type: 'string', length: 100, nullable: true, index: 'audit_record_person_id_index' })
  personId!: string | null;

  @Field(() => String, { nullable: true, description: '用途。The stated purpose, `CODE: text`.' })
  @Property({ type: 'string', length: 300, nullable: true })
  purpose!: string | null;

  @Field(() => ID, { nullable: true, description: '请求标识。The request that did it.' })
  @Property({ type: 'string', length: 100, nullable: true })
  requestId!: string | null;

  @Field(() => InstantScalar, { description: '时间。When.' })
  @Property({ type: 'timestamptz' })
  occurredAt!: Date;

  @Field(() => String, {
    nullable: true,
    description:
      '补充事实。Further facts as JSON, such as the state before and after; never a sensitive value.',
  })
  @Property({ type: 'text', nullable: true })
  details!: string | null;

  @Field(() => String, { nullable: true, description: '前一摘要。SM3 of the record before, in hex.' })
  @Property({ type: 'string', length: 64, nullable: true })
  previousHash!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '摘要。SM3 over the previous hash and this record, in hex.',
  })
  @Property({ type: 'string', length: 64, nullable: true })
  hash!: string | null;
}

/** How far the chain has come, sealed with a key that the database does not hold. */
@Entity({ tableName: 'audit_head' })
export class AuditHead {
  /** Always 1: there is one head. */
  @PrimaryKey({ type: 'integer', autoincrement: false })
  id!: number;

  @Property({ type: new BigIntType('string') })
  sequence!: string;

  @Property({ type: 'string', length: 64 })
  hash!: string;

  @Property({ type: 'string', length: 64 })
  seal!: string;
}

/** How far the chain had come at some instant, signed with SM2. */
@Directive('@shareable')
@Directive('@requiresScopes(scopes: [["audit:read"]])')
@ObjectType({
  description:
    '审计检查点。How far an audit chain had come at some instant, signed with SM2. Signed are, each behind its length (four bytes, big end first, UTF-8): `audit checkpoint`, the subgraph, sequence, hash, instant, key id.',
})
@Entity({ tableName: 'audit_checkpoint' })
export class AuditCheckpoint {
  @Field(() => ID, { description: '链上序号。The last record that it vouches for, and all before it.' })
  @PrimaryKey({ type: new BigIntType('string'), autoincrement: false })
  sequence!: string;

  @Field(() => String, { description: '摘要。Hash of that record, SM3 in hex.' })
  @Property({ type: 'string', length: 64 })
  hash!: string;

  @Field(() => InstantScalar, { description: '签署时间。When it was signed.' })
  @Property({ type: 'timestamptz' })
  madeAt!: Date;

  @Field(() => ID, { description: '密钥标识。The key that signed it.' })
  @Property({ type: 'string', length: 16 })
  keyId!: string;

  @Field(() => String, { description: '签名。SM2 signature (r and s) in hex.' })
  @Property({ type: 'string', length: 128 })
  signature!: string;
}

/** Clear readings of one principal on one day; what the daily quota counts. */
@Entity({ tableName: 'reveal_usage' })
export class RevealUsage {
  @PrimaryKey({ type: 'string', length: 200 })
  subject!: string;

  @PrimaryKey({ type: 'date' })
  day!: string;

  @Property({ type: 'integer' })
  used!: number;
}
