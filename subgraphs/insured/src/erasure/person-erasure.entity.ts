import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar } from '#kernel/graphql/scalars';
import type { ErasureAct, ErasureState } from './erasure.rule.ts';

export type ErasureReason =
  'PURPOSE_ACHIEVED' | 'RETENTION_EXPIRED' | 'CONSENT_WITHDRAWN' | 'UNLAWFUL_PROCESSING' | 'OTHER_DUTY';
/** The cases in which personal data must be deleted. Source: 个人信息保护法 第四十七条 (一) to (五). */
export const ErasureReasonEnum: { readonly [Reason in ErasureReason]: Reason } = {
  PURPOSE_ACHIEVED: 'PURPOSE_ACHIEVED',
  RETENTION_EXPIRED: 'RETENTION_EXPIRED',
  CONSENT_WITHDRAWN: 'CONSENT_WITHDRAWN',
  UNLAWFUL_PROCESSING: 'UNLAWFUL_PROCESSING',
  OTHER_DUTY: 'OTHER_DUTY',
};
registerEnumType(ErasureReasonEnum, {
  name: 'PersonErasureReason',
  description: '抹除原因。Why a person is erased (个人信息保护法 第四十七条).',
  valuesConfig: {
    PURPOSE_ACHIEVED: { description: '处理目的已实现。The data are no longer needed (一).' },
    RETENTION_EXPIRED: { description: '保存期限已届满。The time for which they are kept is over (二).' },
    CONSENT_WITHDRAWN: { description: '个人撤回同意。The person has withdrawn consent (三).' },
    UNLAWFUL_PROCESSING: { description: '违法或违约处理。They were processed against law or promise (四).' },
    OTHER_DUTY: { description: '法律法规规定的其他情形。Another law demands it (五).' },
  },
});

export const ErasureStateEnum: { readonly [State in ErasureState]: State } = {
  DRAFTED: 'DRAFTED',
  APPROVED: 'APPROVED',
  COMPLETED: 'COMPLETED',
  WITHDRAWN: 'WITHDRAWN',
};
registerEnumType(ErasureStateEnum, {
  name: 'PersonErasureState',
  description: '抹除状态。Where an erasure stands.',
  valuesConfig: {
    DRAFTED: { description: '待批准。Waits for a second security administrator; nothing has happened yet.' },
    APPROVED: { description: '已批准。Cannot be undone; subgraphs are destroying their salts.' },
    COMPLETED: { description: '已完成。Every subgraph has acknowledged.' },
    WITHDRAWN: { description: '已撤回。Withdrawn before it was approved; nothing has happened.' },
  },
});

export const ErasureActEnum: { readonly [Act in ErasureAct | 'DRAFT']: Act } = {
  DRAFT: 'DRAFT',
  APPROVE: 'APPROVE',
  WITHDRAW: 'WITHDRAW',
  COMPLETE: 'COMPLETE',
};
registerEnumType(ErasureActEnum, {
  name: 'PersonErasureAct',
  description: '抹除操作。What was done to an erasure.',
  valuesConfig: {
    DRAFT: { description: '起草。Drafted.' },
    APPROVE: { description: '批准。Approved by a second security administrator.' },
    WITHDRAW: { description: '撤回。Withdrawn.' },
    COMPLETE: { description: '完成。The last subgraph acknowledged.' },
  },
});

@Directive('@requiresScopes(scopes: [["erasure:decide"]])')
@ObjectType({
  description: '个人信息抹除。The erasure of one person: drafted by one administrator, approved by another.',
})
@Entity({ tableName: 'person_erasure' })
@Index({ properties: ['personId'] })
export class PersonErasure {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { description: '参保人。Id of the person who is erased.' })
  @Property({ type: 'uuid' })
  personId!: string;

  @Field(() => ErasureReasonEnum, { description: '抹除原因。Why.' })
  @Property({ type: 'string', length: 30 })
  reason!: ErasureReason;

  @Field(() => ErasureStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 10 })
  state!: ErasureState;

  /** Subject of the token that drafted it; the same subject cannot approve. */
  @Property({ type: 'string', length: 200 })
  draftedBy!: string;
}

@Directive('@requiresScopes(scopes: [["erasure:decide"]])')
@ObjectType({ description: '抹除记录。One step of an erasure; never altered.' })
@Entity({ tableName: 'person_erasure_step' })
@Index({ properties: ['erasureId', 'id'] })
export class PersonErasureStep {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  erasureId!: string;

  @Field(() => ErasureActEnum, { description: '操作。What was done.' })
  @Property({ type: 'string', length: 10 })
  act!: ErasureAct | 'DRAFT';

  @Field(() => ErasureStateEnum, { description: '操作后状态。State after it.' })
  @Property({ type: 'string', length: 10 })
  state!: ErasureState;

  @Field(() => String, {
    nullable: true,
    description: '操作主体。Subject of the token; null for the system itself.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  takenBy!: string | null;

  @Field(() => InstantScalar, { description: '时间。When.' })
  @Property({ type: 'timestamptz' })
  takenAt!: Date;
}

@Directive('@requiresScopes(scopes: [["erasure:decide"]])')
@ObjectType({
  description: '抹除确认。One subgraph says that nothing of the person is readable in it any more.',
})
@Entity({ tableName: 'person_erasure_acknowledgement' })
export class PersonErasureAcknowledgement {
  @PrimaryKey({ type: 'uuid' })
  erasureId!: string;

  @Field(() => String, { description: '子图。Name of the subgraph.' })
  @PrimaryKey({ type: 'string', length: 20 })
  subgraph!: string;

  @Field(() => InstantScalar, { description: '确认时间。When it acknowledged.' })
  @Property({ type: 'timestamptz' })
  acknowledgedAt!: Date;
}
