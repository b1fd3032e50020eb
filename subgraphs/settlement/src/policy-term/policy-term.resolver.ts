import { Arg, Args, Ctx, Directive, Query, Resolver } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { SettlementContext } from '../services.ts';
import { PolicyTerm } from './policy-term.entity.ts';
import { InsuranceSchemeEnum, TermKindEnum } from './policy-term.enums.ts';
import { policyTermPage } from './policy-term.loader.ts';
import type { Scheme, TermKind } from './policy-term.rule.ts';

const PolicyTermConnection = connectionType(PolicyTerm);

@Resolver(() => PolicyTerm)
export class PolicyTermResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => PolicyTermConnection, {
    description: '政策参数。Policy terms, with their source and how sure they are.',
  })
  policyTerms(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('kind', () => TermKindEnum, { nullable: true, description: '类别。Only of this kind.' })
    kind: TermKind | null,
    @Arg('scheme', () => InsuranceSchemeEnum, {
      nullable: true,
      description: '险种。Only those that hold for this scheme.',
    })
    scheme: Scheme | null,
    @Arg('on', () => CalendarDateScalar, {
      nullable: true,
      description: '日期。Only those in force on this day.',
    })
    on: CalendarDate | null,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<PolicyTerm>> {
    const filter = { kind: kind ?? null, scheme: scheme ?? null, on: on ?? null };
    return policyTermPage(context, context.services.kernel.cursors, filter, page);
  }
}
