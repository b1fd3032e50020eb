import type { Projection } from '#kernel/events/projection';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import type { EntityManager } from '#kernel/persistence/database';
import { parseFen, ZERO } from '#kernel/vocabulary/money';
import { SETTLEMENT_TOPIC, type ClaimSettled, type SettlementVoided } from '#schema/events/settlement.events';
import { FundPayment } from './fund-payment.entity.ts';

/**
 * What the fund paid for each person, settlement by settlement: it decides years without a payment.
 * A voided settlement never happened. Facts come in order, so a void follows what it voids.
 */
export const settlementProjection: Projection = {
  name: 'fund-payment',
  topic: SETTLEMENT_TOPIC,
  async apply(tx: EntityManager, facts) {
    // Settled and voided in one batch cancel out before anything is written.
    const settled = new Map<string, ClaimSettled>();
    const voided = new Set<string>();
    for (const fact of facts) {
      if (fact.name === 'ClaimSettled') {
        const payload = fact.payload as ClaimSettled;
        settled.set(payload.settlementId, payload);
      }
      if (fact.name === 'SettlementVoided') {
        const { settlementId } = fact.payload as SettlementVoided;
        settled.delete(settlementId);
        voided.add(settlementId);
      }
    }
    if (voided.size > 0) await tx.nativeDelete(FundPayment, { settlementId: { $in: [...voided] } });
    const rows = [...settled.values()].map(({ settlementId, personId, settledOn, fundPaid }) => {
      const amount = parseFen(fundPaid);
      return { settlementId, personId, settledOn, amount: amount.ok ? amount.value : ZERO };
    });
    await bulkInsert(tx, FundPayment, rows, 'REPLACE');
  },
};
