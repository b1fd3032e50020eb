import { createUnionType, Field, ID, Int, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { PersonErasure } from './person-erasure.entity.ts';

@ObjectType({ description: '起草成功。The erasure waits for a second security administrator.' })
export class ErasePersonSuccess {
  @Field(() => PersonErasure, { description: '个人信息抹除。The erasure.' })
  erasure!: PersonErasure;
}

@ObjectType({ description: '批准成功。The erasure goes out to every subgraph.' })
export class ApprovePersonErasureSuccess {
  @Field(() => PersonErasure, { description: '个人信息抹除。The erasure.' })
  erasure!: PersonErasure;
}

@ObjectType({ description: '撤回成功。The erasure will not happen.' })
export class WithdrawPersonErasureSuccess {
  @Field(() => PersonErasure, { description: '个人信息抹除。The erasure.' })
  erasure!: PersonErasure;
}

@ObjectType({
  implements: Refusal,
  description: '仍在参保。The person is covered; the purpose of the processing is not achieved.',
})
export class PersonCoveredRefusal extends Refusal {
  @Field(() => ID, { description: '参保登记。The enrolment in force.' })
  enrolmentId!: string;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '参保终止日。Its last covered day; null while open-ended.',
  })
  coverTo!: CalendarDate | null;
}

@ObjectType({
  implements: Refusal,
  description: "账户未清算。The personal account holds money, which is the person's or the heirs'.",
})
export class AccountNotEmptyRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '账户余额。Money in the account, in 分, set aside or not.' })
  balance!: Fen;
}

@ObjectType({
  implements: Refusal,
  description: '费用未结清。Claims of the person are neither settled nor undone.',
})
export class ClaimsUnsettledRefusal extends Refusal {
  @Field(() => Int, { description: '未结算费用单数。How many.' })
  unsettledClaims!: number;
}

@ObjectType({
  implements: Refusal,
  description: '已有抹除。An erasure of the person is under way or completed.',
})
export class PersonErasureExistsRefusal extends Refusal {
  @Field(() => ID, { description: '个人信息抹除。That erasure.' })
  erasureId!: string;
}

@ObjectType({
  implements: Refusal,
  description: '须由他人批准。Who drafted an erasure cannot approve it.',
})
export class SameApproverRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '状态不允许。The erasure is in a state that does not allow the act.',
})
export class PersonErasureStateRefusal extends Refusal {
  @Field(() => String, { description: '当前状态。State in which it is.' })
  fromState!: string;

  @Field(() => String, { description: '操作。The act that was refused.' })
  act!: string;
}

export const ErasePersonResult = createUnionType({
  name: 'ErasePersonResult',
  description: '起草抹除的结果。Success or refusal.',
  types: () =>
    [
      ErasePersonSuccess,
      PersonCoveredRefusal,
      AccountNotEmptyRefusal,
      ClaimsUnsettledRefusal,
      PersonErasureExistsRefusal,
    ] as const,
});

export const ApprovePersonErasureResult = createUnionType({
  name: 'ApprovePersonErasureResult',
  description: '批准抹除的结果。Success or refusal.',
  types: () =>
    [
      ApprovePersonErasureSuccess,
      SameApproverRefusal,
      PersonErasureStateRefusal,
      PersonCoveredRefusal,
      AccountNotEmptyRefusal,
      ClaimsUnsettledRefusal,
    ] as const,
});

export const WithdrawPersonErasureResult = createUnionType({
  name: 'WithdrawPersonErasureResult',
  description: '撤回抹除的结果。Success or refusal.',
  types: () => [WithdrawPersonErasureSuccess, PersonErasureStateRefusal] as const,
});

/** The GraphQL type of each refusal of an erasure. */
export const erasureRefusal = refusalMapper({
  PERSON_COVERED: PersonCoveredRefusal,
  ACCOUNT_NOT_EMPTY: AccountNotEmptyRefusal,
  CLAIMS_UNSETTLED: ClaimsUnsettledRefusal,
  ERASURE_EXISTS: PersonErasureExistsRefusal,
  SAME_APPROVER: SameApproverRefusal,
  ILLEGAL_TRANSITION: PersonErasureStateRefusal,
});
