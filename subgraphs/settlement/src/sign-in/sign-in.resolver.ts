import { Arg, Args, Ctx, Directive, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { forbidden } from '#kernel/graphql/errors';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { institutionLimit, regionLimit } from '#kernel/identity/principal';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { Institution } from '../foreign/institution.stub.ts';
import type { SettlementContext } from '../services.ts';
import { transactionsOf } from './sign-in.loader.ts';
import { SignIn } from './sign-in.entity.ts';
import { SignInInput, SignInResult, SignOutInput, SignOutResult } from './sign-in.result.ts';

const SignInConnection = connectionType(SignIn);

@Resolver(() => SignIn)
export class SignInResolver {
  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => SignInResult, {
    description:
      '签到。Begins the day of who asks at the own institution: transactions name its number. infno 9001.',
  })
  signIn(
    @Arg('input', () => SignInInput, { description: '输入。The message id.' }) input: SignInInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof SignInResult> {
    return services.signIns.signIn(input, principal) as Promise<typeof SignInResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => SignOutResult, {
    description: '签退。Ends the own sign-in before the day does it. infno 9002.',
  })
  signOut(
    @Arg('input', () => SignOutInput, { description: '输入。Which sign-in.' }) input: SignOutInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof SignOutResult> {
    return services.signIns.signOut(input, principal) as Promise<typeof SignOutResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => SignInConnection, {
    description:
      '签到查询。Sign-ins of the own institution, or of the own region for the centre; newest first.',
  })
  async signIns(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('day', () => CalendarDateScalar, { nullable: true, description: '日期。Only of this day.' })
    day: CalendarDate | null,
    @Arg('institutionCode', () => String, {
      nullable: true,
      description: '机构编码。Only of this institution.',
    })
    institutionCode: string | null,
    @Ctx() { cursors, em, principal }: SettlementContext,
  ): Promise<Connection<SignIn>> {
    if (principal.role === 'PERSON') throw forbidden('不在您的数据范围内');
    const [own, region] = [institutionLimit(principal), regionLimit(principal)];
    const binding = `signIns:${day ?? ''}:${institutionCode ?? ''}`;
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = await em.find(
      SignIn,
      {
        $and: [
          own ? { institutionCode: own } : {},
          region ? { institutionRegion: { $like: `${region}%` } } : {},
          institutionCode ? { institutionCode } : {},
          day ? { day } : {},
          before ? { id: { $lt: before } } : {},
        ],
      },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, ({ id }) => [id]);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Where the operator works.' })
  institution(@Root() { institutionCode }: SignIn): Institution {
    return Institution.of(institutionCode);
  }

  @FieldResolver(() => Int, { description: '交易量。Transactions that named it, refused ones included.' })
  transactions(@Root() { number }: SignIn, @Ctx() context: SettlementContext): Promise<number> {
    return transactionsOf(context, number);
  }
}
