import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { isId } from '#kernel/persistence/id';
import type { Fen } from '#kernel/vocabulary/money';
import type { InsuredContext } from '../context.ts';
import { INSURED_READ, InsuredPerson } from '../person/insured-person.entity.ts';
import { AccountMovement, PersonalAccount } from './account.entity.ts';
import {
  ConfirmAccountReservationInput,
  ReleaseAccountReservationInput,
  ReserveAccountInput,
} from './account.input.ts';
import { accountOf, MOVEMENTS_OF_ACCOUNT } from './account.loader.ts';
import {
  AccountBalance,
  accountRefusal,
  ConfirmAccountReservationResult,
  ConfirmAccountReservationSuccess,
  ReleaseAccountReservationResult,
  ReleaseAccountReservationSuccess,
  ReserveAccountResult,
  ReserveAccountSuccess,
} from './account.result.ts';
import { available } from './account.rule.ts';
import { balanceIn } from './ledger.ts';

const AccountMovementConnection = connectionType(AccountMovement);

@Resolver(() => InsuredPerson)
export class PersonAccountResolver {
  @Directive(INSURED_READ)
  @FieldResolver(() => PersonalAccount, {
    nullable: true,
    description: '个人账户。Null for who never had one.',
  })
  account(@Root() person: InsuredPerson, @Ctx() context: InsuredContext): Promise<PersonalAccount | null> {
    return accountOf(context, person.id);
  }
}

@Resolver(() => PersonalAccount)
export class AccountResolver {
  @FieldResolver(() => MoneyScalar, { description: "本年余额。What is left of this year's deposits, in 分." })
  thisYear(@Root() account: PersonalAccount, @Ctx() context: InsuredContext): Fen {
    return balanceIn(account, context.services.accounts.year).thisYear;
  }

  @FieldResolver(() => MoneyScalar, {
    description: "历年余额。What is left of former years' deposits, in 分.",
  })
  formerYears(@Root() account: PersonalAccount, @Ctx() context: InsuredContext): Fen {
    return balanceIn(account, context.services.accounts.year).formerYears;
  }

  @FieldResolver(() => AccountMovementConnection, { description: '账户明细。Movements, newest first.' })
  movements(
    @Root() account: PersonalAccount,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: InsuredContext,
  ): Promise<Connection<AccountMovement>> {
    const { cursors } = context.services.kernel;
    return pageOfChildren(
      context,
      cursors,
      'PersonalAccount.movements',
      MOVEMENTS_OF_ACCOUNT,
      account.id,
      page,
    );
  }

  @Directive('@inaccessible')
  @Directive('@requiresScopes(scopes: [["account:service"]])')
  @Query(() => AccountBalance, {
    nullable: true,
    description: '账户余额。For settlement: what an account could pay now; null without an account.',
  })
  async accountBalance(
    @Arg('personId', () => ID, { description: '参保人。Whose account.' }) personId: string,
    @Ctx() context: InsuredContext,
  ): Promise<AccountBalance | null> {
    const account = isId(personId) ? await accountOf(context, personId) : null;
    if (!account) return null;
    const { thisYear, formerYears } = balanceIn(account, context.services.accounts.year);
    return Object.assign(new AccountBalance(), {
      thisYear,
      formerYears,
      available: available({ thisYear, formerYears }),
    });
  }

  @Directive('@inaccessible')
  @Directive('@requiresScopes(scopes: [["account:service"]])')
  @Mutation(() => ReserveAccountResult, {
    description: "账户预留。For settlement: sets money aside, this year's first; once per msgid.",
  })
  async reserveAccount(
    @Arg('input', () => ReserveAccountInput, { description: '预留信息。Whose money, how much.' })
    input: ReserveAccountInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof ReserveAccountResult> {
    const reserved = await context.services.accounts.reserve(input);
    if (!reserved.ok) return accountRefusal(reserved.refusal) as typeof ReserveAccountResult;
    return Object.assign(new ReserveAccountSuccess(), reserved.value);
  }

  @Directive('@inaccessible')
  @Directive('@requiresScopes(scopes: [["account:service"]])')
  @Mutation(() => ConfirmAccountReservationResult, {
    description: '账户预留确认。For settlement: pays what was set aside; idempotent.',
  })
  async confirmAccountReservation(
    @Arg('input', () => ConfirmAccountReservationInput, { description: '报文标识。Which reservation.' })
    input: ConfirmAccountReservationInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof ConfirmAccountReservationResult> {
    const confirmed = await context.services.accounts.confirm(input.msgid);
    if (!confirmed.ok) return accountRefusal(confirmed.refusal) as typeof ConfirmAccountReservationResult;
    return Object.assign(new ConfirmAccountReservationSuccess(), { reservation: confirmed.value });
  }

  @Directive('@inaccessible')
  @Directive('@requiresScopes(scopes: [["account:service"]])')
  @Mutation(() => ReleaseAccountReservationResult, {
    description:
      '账户预留释放。For settlement: gives up what was set aside or returns what was paid; idempotent.',
  })
  async releaseAccountReservation(
    @Arg('input', () => ReleaseAccountReservationInput, { description: '报文标识。Which reservation.' })
    input: ReleaseAccountReservationInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof ReleaseAccountReservationResult> {
    const reservation = await context.services.accounts.release(input.msgid);
    return Object.assign(new ReleaseAccountReservationSuccess(), { reservation });
  }
}
