import { Field, ID, InputType } from 'type-graphql';
import { TransactionInput } from '../transaction/transaction.input.ts';

@InputType({ description: '预结算输入。Which claim is reckoned. infno 2206.' })
export class PreSettleInput extends TransactionInput {
  @Field(() => ID, { description: '费用单标识。Id of the claim.' })
  claimId!: string;
}

@InputType({ description: '结算输入。Which claim is settled. infno 2207.' })
export class SettleInput extends TransactionInput {
  @Field(() => ID, { description: '费用单标识。Id of the claim.' })
  claimId!: string;

  @Field(() => Boolean, {
    defaultValue: true,
    description: '使用个人账户。Whether the personal account pays what it may (acct_used_flag).',
  })
  useAccount!: boolean;

  @Field(() => ID, {
    nullable: true,
    description: '商保保单标识。Commercial policy that pays of what is left to the person, on the spot.',
  })
  commercialPolicyId?: string | null;
}

@InputType({ description: '结算撤销输入。Which settlement is voided. infno 2208.' })
export class VoidSettlementInput extends TransactionInput {
  @Field(() => ID, { description: '结算单标识。Id of the settlement (setl_id).' })
  settlementId!: string;
}

@InputType({ description: '冲正输入。Which transaction of unknown outcome is undone. infno 2601.' })
export class ReverseTransactionInput extends TransactionInput {
  @Field(() => String, {
    description: '原报文ID。Message id of the transaction of unknown outcome (omsgid).',
  })
  originalMsgid!: string;

  @Field(() => String, { description: '原交易编号。Number of that transaction (oinfno): 2207 or 2208.' })
  originalInfno!: string;
}
