import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import type { Children } from '#kernel/persistence/page-per-parent';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import { PaymentOrder } from '../payment/payment.entity.ts';
import type { SettlementContext } from '../services.ts';
import type { BenefitState } from './duplicate.rule.ts';
import {
  BenefitSourceEnum,
  BenefitStateEnum,
  DuplicateCheck,
  MaternityBenefit,
} from './maternity-benefit.entity.ts';
import type { BenefitSource } from './source.rule.ts';
import {
  CorrectMaternitySourceInput,
  DecideMaternityBenefitInput,
  ExportMaternityPaymentsInput,
  GenerateMaternityPaymentsInput,
  RegisterMaternityBenefitsInput,
} from './maternity.input.ts';
import {
  CorrectMaternitySourceResult,
  DecideMaternityBenefitResult,
  ExportMaternityPaymentsResult,
  GenerateMaternityPaymentsResult,
  RegisterMaternityBenefitsResult,
} from './maternity.result.ts';

const BenefitConnection = connectionType(MaternityBenefit);
const CheckConnection = connectionType(DuplicateCheck);
const BenefitPaymentConnection = connectionType(PaymentOrder, 'MaternityBenefitPayment');

const CHECKS: Children<DuplicateCheck> = {
  type: DuplicateCheck,
  from: '"settlement"."duplicate_check"',
  parent: { column: 'benefit_id', type: 'uuid' },
  order: ['id'],
  direction: 'asc',
  where: [],
};

const PAYMENTS: Children<PaymentOrder> = {
  type: PaymentOrder,
  from: '"settlement"."payment"',
  parent: { column: 'subject_id', type: 'uuid' },
  order: ['id'],
  direction: 'asc',
  where: [],
};

@Resolver(() => MaternityBenefit)
export class MaternityResolver {
  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => RegisterMaternityBenefitsResult, {
    description:
      '生育待遇件登记。Takes cases from any channel, marked with their source; one that is known is brought up to date.',
  })
  registerMaternityBenefits(
    @Arg('input', () => RegisterMaternityBenefitsInput, { description: '输入。The cases.' })
    input: RegisterMaternityBenefitsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof RegisterMaternityBenefitsResult> {
    return services.benefitRegister.register(input, principal);
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => GenerateMaternityPaymentsResult, {
    description:
      '支付数据生成。Checks what is accepted, held or failed for duplicates, and generates payment data for what passes.',
  })
  generateMaternityPayments(
    @Arg('input', () => GenerateMaternityPaymentsInput, { description: '输入。The key.' })
    input: GenerateMaternityPaymentsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof GenerateMaternityPaymentsResult> {
    return services.maternity.generate(input, principal);
  }

  @Directive('@requiresScopes(scopes: [["declaration:approve"]])')
  @Mutation(() => ExportMaternityPaymentsResult, {
    description: '支付数据导出。Checks payment data for duplicates again, and makes the file of what passes.',
  })
  exportMaternityPayments(
    @Arg('input', () => ExportMaternityPaymentsInput, { description: '输入。The key.' })
    input: ExportMaternityPaymentsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ExportMaternityPaymentsResult> {
    const exported = services.maternity.export(input, principal, services.paymentBatches);
    return exported as Promise<typeof ExportMaternityPaymentsResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => DecideMaternityBenefitResult, {
    description: '生育待遇件处理。Releases a held case by hand, or rejects one, with the reason.',
  })
  decideMaternityBenefit(
    @Arg('input', () => DecideMaternityBenefitInput, { description: '输入。What is decided.' })
    input: DecideMaternityBenefitInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof DecideMaternityBenefitResult> {
    return services.maternity.decide(input, principal) as Promise<typeof DecideMaternityBenefitResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => CorrectMaternitySourceResult, {
    description:
      '数据来源更正。Says from which channel a case really came, with the reason, before it is paid.',
  })
  correctMaternitySource(
    @Arg('input', () => CorrectMaternitySourceInput, { description: '输入。The channel.' })
    input: CorrectMaternitySourceInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof CorrectMaternitySourceResult> {
    const corrected = services.maternity.correctSource(input, principal);
    return corrected as Promise<typeof CorrectMaternitySourceResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"], ["declaration:approve"]])')
  @Query(() => BenefitConnection, {
    description: '生育待遇件查询。Cases of all channels, newest first.',
  })
  async maternityBenefits(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('source', () => BenefitSourceEnum, {
      nullable: true,
      description: '数据来源。Only of this channel.',
    })
    source: BenefitSource | null,
    @Arg('state', () => BenefitStateEnum, { nullable: true, description: '状态。Only in this state.' })
    state: BenefitState | null,
    @Ctx() { cursors, em }: SettlementContext,
  ): Promise<Connection<MaternityBenefit>> {
    const binding = `maternityBenefits:${source ?? ''}:${state ?? ''}`;
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = await em.find(
      MaternityBenefit,
      { ...(source && { source }), ...(state && { state }), ...(before && { id: { $lt: before } }) },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, ({ id }) => [id]);
  }

  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。Whose benefit it is.' })
  person(@Root() { personId }: MaternityBenefit): InsuredPerson {
    return InsuredPerson.of(personId);
  }

  @FieldResolver(() => CheckConnection, { description: '去重校验记录。Every check, oldest first.' })
  checks(
    @Root() { id }: MaternityBenefit,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<DuplicateCheck>> {
    return pageOfChildren(context, context.cursors, 'MaternityBenefit.checks', CHECKS, id, page);
  }

  @FieldResolver(() => BenefitPaymentConnection, { description: '支付。Payments of the case, oldest first.' })
  payments(
    @Root() { id }: MaternityBenefit,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<PaymentOrder>> {
    return pageOfChildren(context, context.cursors, 'MaternityBenefit.payments', PAYMENTS, id, page);
  }
}
