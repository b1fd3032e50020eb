import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { forbidden } from '#kernel/graphql/errors';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { institutionLimit, personLimit, regionLimit, type Principal } from '#kernel/identity/principal';
import type { Row } from '#kernel/persistence/database';
import type { Children } from '#kernel/persistence/page-per-parent';
import { Institution } from '../foreign/institution.stub.ts';
import type { SettlementContext } from '../services.ts';
import { Settlement } from '../settlement/settlement.entity.ts';
import { settlementReference } from '../settlement/settlement.loader.ts';
import {
  WalletCounterEnum,
  WalletDeclaration,
  WalletDeclarationStateEnum,
  WalletPayment,
  type WalletDeclarationState,
} from './wallet-payment.entity.ts';
import type { WalletCounter } from './wallet-payment.rule.ts';
import {
  DeclareWalletPaymentsInput,
  HandleStudentCardPaymentInput,
  PayFromWalletInput,
  ReportWalletDeclarationInput,
  ReturnWalletPaymentInput,
} from './wallet.input.ts';
import {
  DeclareWalletPaymentsResult,
  HandleStudentCardPaymentResult,
  PayFromWalletResult,
  ReportWalletDeclarationResult,
  ReturnWalletPaymentResult,
} from './wallet.result.ts';

const WalletPaymentConnection = connectionType(WalletPayment);
const DeclaredWalletPaymentConnection = connectionType(WalletPayment, 'DeclaredWalletPayment');
const WalletDeclarationConnection = connectionType(WalletDeclaration);

const OF_DECLARATION: Children<WalletPayment> = {
  type: WalletPayment,
  from: '"settlement"."wallet_payment"',
  parent: { column: 'declaration_id', type: 'uuid' },
  order: ['id'],
  direction: 'asc',
  where: [],
};

@ObjectType({ description: '钱包待支付合计。What is to be paid to one kind of institution, in 分.' })
export class WalletPayable {
  @Field(() => WalletCounterEnum, { description: '机构类别。Kind of institution.' })
  counter!: WalletCounter;

  @Field(() => Int, { description: '申报数。Declarations to be paid.' })
  declarations!: number;

  @Field(() => Int, { description: '笔数。Payments in them.' })
  payments!: number;

  @Field(() => MoneyScalar, { description: '待支付总额。Their sum.' })
  total!: string;
}

@Resolver(() => WalletPayment)
export class WalletPaymentResolver {
  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => PayFromWalletResult, {
    description:
      '钱包支付。Pays the cash part of a bill of the asking institution from a wallet, in real time.',
  })
  payFromWallet(
    @Arg('input', () => PayFromWalletInput, { description: '输入。What of which bill.' })
    input: PayFromWalletInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof PayFromWalletResult> {
    return services.wallets.pay(input, principal) as Promise<typeof PayFromWalletResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => ReturnWalletPaymentResult, {
    description: '钱包退款。Gives a payment that is not declared back to its wallet.',
  })
  returnWalletPayment(
    @Arg('input', () => ReturnWalletPaymentInput, { description: '输入。Which, and why.' })
    input: ReturnWalletPaymentInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ReturnWalletPaymentResult> {
    return services.wallets.giveBack(input, principal) as Promise<typeof ReturnWalletPaymentResult>;
  }

  @Directive('@requiresScopes(scopes: [["reimbursement:handle"]])')
  @Mutation(() => HandleStudentCardPaymentResult, {
    description: '大学生刷卡经办。Makes a card payment of a student that the counter could not make.',
  })
  handleStudentCardPayment(
    @Arg('input', () => HandleStudentCardPaymentInput, { description: '输入。What of which bill, and why.' })
    input: HandleStudentCardPaymentInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof HandleStudentCardPaymentResult> {
    return services.wallets.handle(input, principal) as Promise<typeof HandleStudentCardPaymentResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => WalletPaymentConnection, {
    description: '钱包支付查询。Wallet payments in the own data range, newest first.',
  })
  async walletPayments(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() { cursors, em, principal }: SettlementContext,
  ): Promise<Connection<WalletPayment>> {
    const personId = personLimit(principal);
    const binding = `walletPayments:${personId ?? ''}`;
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = await em.find(
      WalletPayment,
      { ...rangeOf(principal), ...(personId && { personId }), ...(before && { id: { $lt: before } }) },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, row => [row.id]);
  }

  @FieldResolver(() => Settlement, { nullable: true, description: '结算单。The bill that it pays.' })
  settlement(
    @Root() { settlementId }: WalletPayment,
    @Ctx() context: SettlementContext,
  ): Promise<Settlement | null> {
    return settlementReference(context, settlementId);
  }
}

@Resolver(() => WalletDeclaration)
export class WalletDeclarationResolver {
  @Directive('@requiresScopes(scopes: [["declaration:write"]])')
  @Mutation(() => DeclareWalletPaymentsResult, {
    description: '钱包结算申报。Declares the wallet payments of a month; both sides have to count the same.',
  })
  declareWalletPayments(
    @Arg('input', () => DeclareWalletPaymentsInput, { description: '输入。The month and its totals.' })
    input: DeclareWalletPaymentsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof DeclareWalletPaymentsResult> {
    const declared = services.walletDeclarations.declare(input, principal);
    return declared as Promise<typeof DeclareWalletPaymentsResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => ReportWalletDeclarationResult, {
    description:
      '钱包支付反馈。Takes what became of the payment of a declaration; the institution reads it there.',
  })
  reportWalletDeclaration(
    @Arg('input', () => ReportWalletDeclarationInput, { description: '输入。What became of it.' })
    input: ReportWalletDeclarationInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ReportWalletDeclarationResult> {
    const reported = services.walletDeclarations.report(input, principal);
    return reported as Promise<typeof ReportWalletDeclarationResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => [WalletPayable], {
    description:
      '待支付总信息。What of declared wallet payments is to be paid, by kind of institution; at most 3.',
  })
  async walletPayables(@Ctx() { em, principal }: SettlementContext): Promise<WalletPayable[]> {
    refusePersons(principal);
    const institutionCode = institutionLimit(principal);
    const rows: Row[] = await em.execute(
      `select counter, count(*)::int as declarations, sum("count")::int as payments, sum(total)::text as total
       from "settlement"."wallet_declaration"
       where state <> 'PAID' and (?::text is null or institution_code = ?) and institution_region like ? || '%'
       group by counter order by counter`,
      [institutionCode, institutionCode, regionLimit(principal) ?? ''],
    );
    return rows.map(row => Object.assign(new WalletPayable(), row));
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => WalletDeclarationConnection, {
    description:
      '钱包申报查询。Declarations in the own data range, newest first; those to be paid with their payments.',
  })
  async walletDeclarations(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('state', () => WalletDeclarationStateEnum, {
      nullable: true,
      description: '状态。Only in this state.',
    })
    state: WalletDeclarationState | null,
    @Ctx() { cursors, em, principal }: SettlementContext,
  ): Promise<Connection<WalletDeclaration>> {
    refusePersons(principal);
    const binding = `walletDeclarations:${state ?? ''}`;
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = await em.find(
      WalletDeclaration,
      { ...rangeOf(principal), ...(state && { state }), ...(before && { id: { $lt: before } }) },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, row => [row.id]);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Who declared.' })
  institution(@Root() { institutionCode }: WalletDeclaration): Institution {
    return Institution.of(institutionCode);
  }

  @FieldResolver(() => DeclaredWalletPaymentConnection, { description: '待支付明细。Its payments.' })
  payments(
    @Root() { id }: WalletDeclaration,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<WalletPayment>> {
    const field = 'WalletDeclaration.payments';
    return pageOfChildren(context, context.cursors, field, OF_DECLARATION, id, page);
  }
}

/** Declarations are between institutions and the centre. */
function refusePersons({ role }: Principal): void {
  if (role === 'PERSON') throw forbidden('不在您的数据范围内');
}

/** Institutions see their own, staff those of their region. */
function rangeOf(principal: Principal) {
  const [institutionCode, region] = [institutionLimit(principal), regionLimit(principal)];
  return {
    ...(institutionCode && { institutionCode }),
    ...(region && { institutionRegion: { $like: `${region}%` } }),
  };
}
