import type { SubgraphContext } from '#kernel/graphql/context';
import type { Kernel } from '#kernel/server/subgraph';
import { formatRatio } from '#kernel/vocabulary/money';
import type { Claim } from '../claim/claim.entity.ts';
import { itemsOfClaim } from '../claim/claim.loader.ts';
import type { Scheme } from '../policy-term/policy-term.rule.ts';
import { visitById } from '../visit/visit.loader.ts';
import type { FeeWarning } from './fee-warning.type.ts';

const REVIEW = `query ReviewFees($input: ReviewFeesInput!) {
  reviewFees(input: $input) { violations { certainty itemIds rule { id subject explanation } } }
}`;

interface Review {
  readonly reviewFees: {
    readonly violations: readonly {
      readonly certainty: 'CERTAIN' | 'TO_VERIFY';
      readonly itemIds: string[];
      readonly rule: { readonly id: string; readonly subject: string; readonly explanation: string };
    }[];
  };
}

/**
 * Asks inspection to review the fees of a claim before it is settled (3102). The review is advice: while
 * inspection is away there is none, which is told apart from a review without findings, and nothing else
 * waits for it.
 */
export class FeeReviewService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async review(context: SubgraphContext, claim: Claim, scheme: Scheme): Promise<FeeWarning[] | null> {
    const visit = await visitById(context, claim.visitId);
    const items = await itemsOfClaim(context, claim.id);
    if (!visit) return null;
    const input = {
      stage: 'DURING_VISIT',
      institutionCode: claim.institutionCode,
      personId: claim.personId,
      insurance: scheme,
      visitId: visit.id,
      visitType: visit.visitType,
      items: items.map(item => ({
        id: item.id,
        itemCode: item.itemCode,
        itemName: item.itemName,
        quantity: formatRatio(item.quantity),
        amount: item.amount.toString(),
        serviceDate: item.serviceDate,
        daysOfSupply: item.daysOfSupply,
      })),
    };
    try {
      const { reviewFees } = await this.#kernel.peers.ask<Review>('inspection', REVIEW, { input });
      return reviewFees.violations.map(({ certainty, itemIds, rule }) => ({
        ruleId: rule.id,
        subject: rule.subject,
        explanation: rule.explanation,
        certain: certainty === 'CERTAIN',
        itemIds,
      }));
    } catch (error) {
      this.#kernel.log.warn({ err: error, claim: claim.id }, 'fees could not be reviewed');
      return null;
    }
  }
}
