import { createUnionType, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { PaymentBatch } from './payment.entity.ts';

export type PaymentVerdictName = 'TAKEN' | 'UNCHANGED' | 'CONTRADICTS' | 'UNKNOWN';
export const PaymentVerdictEnum: { readonly [V in PaymentVerdictName]: V } = {
  TAKEN: 'TAKEN',
  UNCHANGED: 'UNCHANGED',
  CONTRADICTS: 'CONTRADICTS',
  UNKNOWN: 'UNKNOWN',
};
registerEnumType(PaymentVerdictEnum, {
  name: 'PaymentVerdictName',
  description: '反馈结论。What became of a reported outcome.',
  valuesConfig: {
    TAKEN: { description: '已登记。Taken.' },
    UNCHANGED: { description: '重复。It was known.' },
    CONTRADICTS: { description: '矛盾。Another outcome is known, and final.' },
    UNKNOWN: { description: '不存在。The batch has no such payment.' },
  },
});

@ObjectType({ description: '反馈结论。What became of one reported outcome.' })
export class PaymentVerdict {
  @Field(() => ID, { description: '支付标识。Id of the payment.' })
  paymentId!: string;

  @Field(() => PaymentVerdictEnum, { description: '结论。What became of it.' })
  verdict!: PaymentVerdictName;
}

@ObjectType({ description: '反馈已登记。Every outcome has its verdict.' })
export class ReportPaymentsSuccess {
  @Field(() => PaymentBatch, { description: '支付批次。The batch.' })
  batch!: PaymentBatch;

  @Field(() => [PaymentVerdict], { description: '逐笔结论。Verdicts, in the order of the outcomes.' })
  verdicts!: PaymentVerdict[];
}

export const ReportPaymentsResult = createUnionType({
  name: 'ReportPaymentsResult',
  description: '反馈结果。The verdicts.',
  types: () => [ReportPaymentsSuccess] as const,
});
