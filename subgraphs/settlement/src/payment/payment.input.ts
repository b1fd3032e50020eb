import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: '支付反馈输入。What the bank says became of a payment.' })
export class PaymentOutcomeInput {
  @Field(() => ID, { description: '支付标识。Id of the payment.' })
  paymentId!: string;

  @Field(() => Boolean, { description: '是否成功。Whether it was paid.' })
  paid!: boolean;

  @Field(() => String, {
    description: '回单号或原因。Bank voucher, or why it was not paid; 2 to 200 characters.',
  })
  note!: string;
}

@InputType({ description: '支付反馈上传输入。Outcomes of payments of one batch.' })
export class ReportPaymentsInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '支付批次标识。Id of the batch.' })
  batchId!: string;

  @Field(() => [PaymentOutcomeInput], { description: '支付反馈。Outcomes, at most 2,000.' })
  outcomes!: PaymentOutcomeInput[];
}
