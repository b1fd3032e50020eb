import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CursorScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { PaymentStateEnum } from '../payment/payment.entity.ts';
import type { PaymentState } from '../payment/payment.rule.ts';
import { OnlinePayment, OnlinePurposeEnum } from './online-payment.entity.ts';
import type { OnlinePurpose } from './online-payment.rule.ts';
import type { NoticeVerdict } from './online-payments.service.ts';

@InputType({ description: '支付通知输入。A notice exactly as the provider signed it.' })
export class TakePaymentNoticeInput {
  @Field(() => String, {
    description: '通知原文。JSON as signed, not a byte changed: `orderId`, `outcome`, `number`, `amount`.',
  })
  notice!: string;

  @Field(() => String, { description: '密钥标识。Short name of the key that signed it.' })
  keyId!: string;

  @Field(() => String, { description: '签名值。SM2 signature over the UTF-8 bytes of the notice.' })
  signature!: string;
}

export const NoticeVerdictEnum: { readonly [Verdict in NoticeVerdict]: Verdict } = {
  TAKEN: 'TAKEN',
  UNCHANGED: 'UNCHANGED',
  CONTRADICTS: 'CONTRADICTS',
  UNKNOWN: 'UNKNOWN',
  AMOUNT_DIFFERS: 'AMOUNT_DIFFERS',
  NOT_GENUINE: 'NOT_GENUINE',
};
registerEnumType(NoticeVerdictEnum, {
  name: 'PaymentNoticeVerdict',
  description: '通知结论。What became of a notice.',
  valuesConfig: {
    TAKEN: { description: '已登记。The payment has this outcome now.' },
    UNCHANGED: { description: '重复。The outcome was known.' },
    CONTRADICTS: { description: '矛盾。Another outcome is known, and final; it is handled by hand.' },
    UNKNOWN: { description: '订单不存在。There is no such payment here.' },
    AMOUNT_DIFFERS: { description: '金额不符。Another amount than was asked for; it is handled by hand.' },
    NOT_GENUINE: { description: '验签失败。Not signed by the provider, or no notice.' },
  },
});

@ObjectType({ description: '支付通知已处理。What became of the notice.' })
export class TakePaymentNoticeSuccess {
  @Field(() => NoticeVerdictEnum, { description: '结论。What became of it.' })
  verdict!: NoticeVerdict;
}

export const TakePaymentNoticeResult = createUnionType({
  name: 'TakePaymentNoticeResult',
  description: '支付通知结果。The verdict.',
  types: () => [TakePaymentNoticeSuccess] as const,
});

@InputType({ description: '支付结果查询输入。Which payment.' })
export class CheckPaymentInput {
  @Field(() => ID, { description: '线上支付标识。Id of the payment.' })
  paymentId!: string;
}

@ObjectType({ description: '支付结果。The payment as it stands after its provider was asked.' })
export class CheckPaymentSuccess {
  @Field(() => OnlinePayment, { description: '线上支付。The payment.' })
  payment!: OnlinePayment;
}

export const CheckPaymentResult = createUnionType({
  name: 'CheckPaymentResult',
  description: '支付结果查询的结果。The payment.',
  types: () => [CheckPaymentSuccess] as const,
});

@ObjectType({ description: '支付完成事件。A payment has its outcome.' })
export class PaymentConcluded {
  @Field(() => CursorScalar, { description: '游标。Resume after it.' })
  cursor!: string;

  @Field(() => Int, { description: '遗漏数。Events missed before this one.' })
  missed!: number;

  @Field(() => ID, { description: '线上支付标识。Id of the payment.' })
  paymentId!: string;

  @Field(() => OnlinePurposeEnum, { description: '用途。What is paid.' })
  purpose!: OnlinePurpose;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  amount!: string;

  @Field(() => PaymentStateEnum, { description: '状态。PAID or FAILED.' })
  state!: PaymentState;
}
