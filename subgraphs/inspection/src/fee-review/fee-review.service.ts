import type { SubgraphContext } from '#kernel/graphql/context';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import { institutionLimit, type Principal } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import { addDays } from '#kernel/vocabulary/calendar';
import { FeeRule } from '../fee-rule/fee-rule.entity.ts';
import { rulesForItems } from '../fee-rule/fee-rule.store.ts';
import { PersonStanding, SettledLineRow } from '../foreign/settled-line.entity.ts';
import { Institution } from '../institution/institution.entity.ts';
import { MeasuredEvidence } from '../suspicion/suspicion.entity.ts';
import type { ReviewFeesInput } from './fee-review.input.ts';
import { FeeReview, FeeViolation, UndecidedFeeRule } from './fee-review.result.ts';
import { reviewFees } from './fee-review.rule.ts';
import type { FeeLine } from './fee-review.terms.ts';

/** The longest look back that any limit of the library needs: a year, and the pause that ends a course. */
const LOOK_BACK_DAYS = 400;

/** Reviews a fee list by the rule library, with the person's settled history where the person is named. */
export class FeeReviewService {
  async review(context: SubgraphContext, input: ReviewFeesInput): Promise<FeeReview> {
    checkInput(input, context.principal);
    const { em } = context;
    const institution = await em.findOne(Institution, { code: input.institutionCode });
    if (!institution) throw notFound(`机构 ${input.institutionCode}`);
    const visitId = input.visitId ?? 'visit under review';
    const lines: FeeLine[] = input.items.map(item => ({
      ...item,
      visitId,
      institutionCode: institution.code,
      listPrice: item.listPrice ?? null,
      daysOfSupply: item.daysOfSupply ?? null,
    }));
    const history = await this.#history(context, input);
    const rules = await rulesForItems(em, [...new Set([...lines, ...history].map(line => line.itemCode))]);
    const outcome = reviewFees(
      {
        birthDate: input.birthDate ?? null,
        insuredAsAdult: await this.#insuredAsAdult(context, input.personId),
        insurance: input.insurance,
        institutionLevel: institution.level,
        institutionSpeciality: institution.speciality,
        visitId,
        visitType: input.visitType,
        lines,
        history,
      },
      rules,
    );
    return this.#present(context, input, rules.length, outcome);
  }

  async #history(context: SubgraphContext, input: ReviewFeesInput): Promise<FeeLine[]> {
    if (!input.personId || !isId(input.personId)) return [];
    const first = input.items.map(item => item.serviceDate).sort()[0]!;
    const rows = await context.em.find(SettledLineRow, {
      personId: input.personId,
      serviceDate: { $gte: addDays(first, -LOOK_BACK_DAYS) },
      id: { $nin: input.items.map(item => item.id).filter(isId) },
    });
    return rows.map(row => ({ ...row, listPrice: null }));
  }

  async #insuredAsAdult(context: SubgraphContext, personId: string | null | undefined): Promise<boolean> {
    if (!personId || !isId(personId)) return false;
    return (await context.em.findOne(PersonStanding, { personId }))?.insuredAsAdult ?? false;
  }

  async #present(
    context: SubgraphContext,
    input: ReviewFeesInput,
    reviewedRules: number,
    outcome: ReturnType<typeof reviewFees>,
  ): Promise<FeeReview> {
    const { violations, undecided } = outcome;
    const ids = [...new Set([...violations, ...undecided].map(finding => finding.ruleId))];
    const found = ids.length === 0 ? [] : await context.em.find(FeeRule, { id: { $in: ids } });
    const rules = new Map(found.map(rule => [rule.id, rule]));
    return Object.assign(new FeeReview(), {
      stage: input.stage,
      reviewedRules,
      violations: violations.map(({ ruleId, certainty, lineIds, evidence }) =>
        Object.assign(new FeeViolation(), {
          rule: rules.get(ruleId),
          certainty,
          itemIds: lineIds,
          evidence: MeasuredEvidence.of(evidence),
        }),
      ),
      undecided: undecided.map(({ ruleId, lineIds, missing }) =>
        Object.assign(new UndecidedFeeRule(), { rule: rules.get(ruleId), itemIds: lineIds, missing }),
      ),
    });
  }
}

function checkInput(input: ReviewFeesInput, principal: Principal): void {
  const own = institutionLimit(principal);
  if (own !== null && own !== input.institutionCode) throw forbidden('只能审核本机构的费用');
  if (input.items.length < 1 || input.items.length > 500)
    throw badUserInput({ items: '须有 1 到 500 条明细' });
  const ids = new Set(input.items.map(item => item.id));
  if (ids.size < input.items.length) throw badUserInput({ items: '明细标识重复' });
  const supply = input.items.map(item => item.daysOfSupply ?? 0);
  if (supply.some(days => days < 0 || days > 366)) throw badUserInput({ daysOfSupply: '须在 0 到 366 之间' });
}
