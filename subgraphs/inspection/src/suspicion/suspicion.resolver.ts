import { Arg, Args, Ctx, Directive, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { checkPage, ConnectionArguments, type Connection } from '#kernel/graphql/connection';
import { FeeRule } from '../fee-rule/fee-rule.entity.ts';
import { Claim, Drug, InsuredPerson, stub } from '../foreign/foreign.entity.ts';
import { Institution } from '../institution/institution.entity.ts';
import type { InspectionContext } from '../services.ts';
import { MeasuredEvidence, Suspicion, SuspicionConnection } from './suspicion.entity.ts';
import { SuspicionFilter } from './suspicion.input.ts';
import { MODEL_DESCRIPTIONS } from './suspicion.terms.ts';

const READ = '@requiresScopes(scopes: [["suspicion:read"]])';

@Resolver(() => Suspicion)
export class SuspicionResolver {
  @Directive(READ)
  @Query(() => SuspicionConnection, { description: '疑点列表。Indicators in range, newest first.' })
  suspicions(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('filter', () => SuspicionFilter, {
      nullable: true,
      description: '筛选。Which indicators are listed.',
    })
    filter: SuspicionFilter | null,
    @Ctx() context: InspectionContext,
  ): Promise<Connection<Suspicion>> {
    return context.services.suspicionReader.page(context, filter ?? {}, page);
  }

  @FieldResolver(() => String, { description: '模型说明。What the model looks for, in Chinese.' })
  modelTitle(@Root() suspicion: Suspicion): string {
    return MODEL_DESCRIPTIONS[suspicion.model].name;
  }

  @FieldResolver(() => String, { description: '依据。Where the model or the rule comes from.' })
  basis(@Root() suspicion: Suspicion): string {
    return MODEL_DESCRIPTIONS[suspicion.model].source;
  }

  @FieldResolver(() => [MeasuredEvidence], { description: '证据。Numbers and dates that were measured.' })
  evidence(@Root() suspicion: Suspicion): MeasuredEvidence[] {
    return MeasuredEvidence.of(suspicion.evidence);
  }

  @FieldResolver(() => FeeRule, {
    nullable: true,
    description: '规则条目。The entry of the rule library; null for models.',
  })
  feeRule(@Root() suspicion: Suspicion, @Ctx() context: InspectionContext): Promise<FeeRule | null> {
    if (suspicion.feeRuleId === null) return Promise.resolve(null);
    return context.services.suspicionReader.feeRule(context, suspicion.feeRuleId);
  }

  @FieldResolver(() => InsuredPerson, {
    nullable: true,
    description: '参保人。Person whose claims it is about.',
  })
  person(@Root() suspicion: Suspicion): InsuredPerson {
    return stub(InsuredPerson, suspicion.personId);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Institution of the latest fee.' })
  institution(@Root() suspicion: Suspicion, @Ctx() context: InspectionContext): Promise<Institution | null> {
    return context.services.institutions.byCode(context, suspicion.institutionCode);
  }

  @FieldResolver(() => [Claim], {
    nullable: 'itemsAndList',
    description: '涉及的费用清单。Claims that take part.',
  })
  async claims(
    @Root() suspicion: Suspicion,
    @Arg('first', () => Int, { description: '数量。Claims wanted, 1 to 200.' }) first: number,
    @Ctx() context: InspectionContext,
  ): Promise<Claim[]> {
    checkPage({ first });
    const ids = await context.services.suspicionReader.claimIds(context, suspicion.id);
    return ids.slice(0, first).map(id => stub(Claim, id));
  }
}

/** `suspicions` of another subgraph's noun. */
function suspicionsOf(
  parent: typeof Claim | typeof InsuredPerson | typeof Drug,
  kind: 'Claim' | 'InsuredPerson' | 'Drug',
) {
  @Resolver(() => parent)
  class ParentResolver {
    @Directive(READ)
    @FieldResolver(() => SuspicionConnection, {
      nullable: true,
      description: '疑点。Indicators in range that it takes part in, newest first.',
    })
    suspicions(
      @Root() root: { id: string },
      @Args(() => ConnectionArguments) page: ConnectionArguments,
      @Ctx() context: InspectionContext,
    ): Promise<Connection<Suspicion>> {
      return context.services.suspicionReader.of(context, kind, root.id, page);
    }
  }
  return ParentResolver;
}

export const ClaimSuspicionsResolver = suspicionsOf(Claim, 'Claim');
export const PersonSuspicionsResolver = suspicionsOf(InsuredPerson, 'InsuredPerson');
export const DrugSuspicionsResolver = suspicionsOf(Drug, 'Drug');
