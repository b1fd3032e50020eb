import { createUnionType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { QuarantinedMessage, QuarantineStateEnum, type QuarantineState } from './exchange.entity.ts';

export type QuarantineAct = 'REPROCESS' | 'DISCARD';
export const QuarantineActEnum: { readonly [A in QuarantineAct]: A } = {
  REPROCESS: 'REPROCESS',
  DISCARD: 'DISCARD',
};
registerEnumType(QuarantineActEnum, {
  name: 'QuarantineAct',
  description: '隔离报文处理。What is decided on a message that was put aside.',
  valuesConfig: {
    REPROCESS: { description: '重新处理。Its cause is corrected; it is taken as if it came now.' },
    DISCARD: { description: '弃置。It is not taken.' },
  },
});

@InputType({ description: '隔离报文处理输入。What is decided on which message.' })
export class ReleaseQuarantinedMessageInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '隔离报文标识。Id of the message.' })
  quarantinedMessageId!: string;

  @Field(() => QuarantineActEnum, { description: '处理。What is decided.' })
  act!: QuarantineAct;

  @Field(() => String, { description: '理由。Why, 2 to 200 characters.' })
  reason!: string;
}

@ObjectType({ description: '处理完成。The message after the decision.' })
export class ReleaseQuarantinedMessageSuccess {
  @Field(() => QuarantinedMessage, { description: '隔离报文。The message.' })
  quarantined!: QuarantinedMessage;
}

@ObjectType({ implements: Refusal, description: '已处理。Somebody has decided on the message.' })
export class AlreadyDecidedRefusal extends Refusal {
  @Field(() => QuarantineStateEnum, { description: '状态。What became of it.' })
  state!: QuarantineState;
}

@ObjectType({ implements: Refusal, description: '仍不能处理。It still cannot be taken; `message` says why.' })
export class StillUnfitRefusal extends Refusal {}

/** The refusals of a release as GraphQL types. */
export const quarantineRefusal = refusalMapper({
  ALREADY_DECIDED: AlreadyDecidedRefusal,
  STILL_UNFIT: StillUnfitRefusal,
});

export const ReleaseQuarantinedMessageResult = createUnionType({
  name: 'ReleaseQuarantinedMessageResult',
  description: '处理结果。The message, or why it stays in quarantine.',
  types: () => [ReleaseQuarantinedMessageSuccess, AlreadyDecidedRefusal, StillUnfitRefusal] as const,
});
