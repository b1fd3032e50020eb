import { Arg, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { versionKey } from '../policy-term/policy-term.rule.ts';
import { termsByVersion } from '../policy-term/policy-term.loader.ts';
import { requireInRange } from '../range.ts';
import type { SettlementContext } from '../services.ts';
import { comesOutAgain } from './basis.ts';
import { explainLine, explainWhole, sourceOf } from './explain.rule.ts';
import { ExplanationLine, SettlementExplanation } from './explanation.type.ts';
import { Settlement } from './settlement.entity.ts';
import { settlementById } from './settlement.loader.ts';
import { payments } from './split.rule.ts';
import { readTrace } from './stored-benefit.ts';

@Resolver(() => Settlement)
export class ExplanationResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => SettlementExplanation, {
    nullable: true,
    description:
      '结算说明。Says in plain Chinese why a settlement came to what it did; null when there is none.',
  })
  async explainSettlement(
    @Arg('id', () => ID, { description: '标识。Id of the settlement.' }) id: string,
    @Ctx() context: SettlementContext,
  ): Promise<SettlementExplanation | null> {
    const settlement = requireInRange(context.principal, await settlementById(context, id));
    if (!settlement) return null;
    const terms = await termsByVersion(context);
    const trace = readTrace(settlement.trace);
    const lines = trace.map((line, at) => {
      const term = terms.get(versionKey({ code: line.ruleId, version: line.parameterVersion })) ?? null;
      const said = { text: explainLine(line, term), source: sourceOf(line, term), term };
      return Object.assign(new ExplanationLine(), { line: settlement.trace[at], ...said });
    });
    const summary = explainWhole(settlement.total, payments(trace));
    return Object.assign(new SettlementExplanation(), { settlement, summary, lines });
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      '可复现。Whether it comes out again, line by line, from the facts and the versions of the terms that it kept; null for what was settled elsewhere and for opposite records.',
  })
  async reproduced(
    @Root() { trace, basis }: Settlement,
    @Ctx() context: SettlementContext,
  ): Promise<boolean | null> {
    if (!basis) return null;
    const again = comesOutAgain({ trace, basis }, await termsByVersion(context));
    return again.ok && again.value;
  }
}
