import type { Principal } from '#kernel/identity/principal';
import type { Kernel } from '#kernel/server/subgraph';
import { SETTLEMENT_TOPIC, type ClaimSettled as ClaimSettledFact } from '#schema/events/settlement.events';
import { inRange } from '../range.ts';
import type { ClaimSettled } from './claim-settled.type.ts';

/** Follows settlements as they happen, within the data range of who follows. */
export class SettlementStream {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  settled(principal: Principal, after: string | null): Promise<AsyncIterableIterator<ClaimSettled>> {
    const { person, institution, region } = principal;
    return this.#kernel.streams.facts<Omit<ClaimSettled, 'cursor' | 'missed'>>({
      topic: SETTLEMENT_TOPIC,
      binding: JSON.stringify([principal.role, person, institution, region]),
      after,
      event: fact => {
        if (fact.name !== 'ClaimSettled') return null;
        const payload = fact.payload as ClaimSettledFact;
        if (!inRange(principal, payload)) return null;
        return {
          settlementId: payload.settlementId,
          institutionCode: payload.institutionCode,
          region: payload.institutionRegion,
          scheme: payload.scheme,
          visitType: payload.visitType,
          settledOn: payload.settledOn,
          total: payload.total,
          fundPaid: payload.fundPaid,
          accountPaid: payload.accountPaid,
          cashPaid: payload.cashPaid,
        };
      },
    });
  }
}
