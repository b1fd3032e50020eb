import type { AuditEntry } from '#kernel/audit/audit-trail';
import type { DomainEvent } from '#kernel/events/event';
import { formatRatio } from '#kernel/vocabulary/money';
import { SETTLEMENT_TOPIC, type ClaimSettled, type SettlementVoided } from '#schema/events/settlement.events';
import type { FeeItem } from '../claim/fee-item.entity.ts';
import type { Settlement } from './settlement.entity.ts';

/** A settlement, a void or a reversal as the audit trail keeps it: money moved. */
export function movementOf({ id, personId, kind, msgid, total, fundPaid }: Settlement): AuditEntry {
  const details = { msgid, total: total.toString(), fundPaid: fundPaid.toString() };
  return { action: `Settlement.${kind}`, rowId: id, personId, details };
}

/** The fact that a claim was settled. */
export function claimSettled(
  settlement: Settlement,
  physicianCode: string | null,
  items: readonly FeeItem[],
): DomainEvent<'ClaimSettled', ClaimSettled> {
  return {
    topic: SETTLEMENT_TOPIC,
    name: 'ClaimSettled',
    version: 1,
    aggregateId: settlement.id,
    payload: {
      settlementId: settlement.id,
      claimId: settlement.claimId,
      visitId: settlement.visitId,
      personId: settlement.personId,
      institutionCode: settlement.institutionCode,
      institutionRegion: settlement.institutionRegion,
      physicianCode,
      scheme: settlement.scheme,
      visitType: settlement.visitType,
      settledOn: settlement.settledOn,
      total: settlement.total.toString(),
      fundPaid: settlement.fundPaid.toString(),
      accountPaid: settlement.accountPaid.toString(),
      cashPaid: settlement.cashPaid.toString(),
      items: items.map(item => ({
        feeItemId: item.id,
        itemCode: item.itemCode,
        itemName: item.itemName,
        quantity: formatRatio(item.quantity),
        amount: item.amount.toString(),
        serviceDate: item.serviceDate,
        daysOfSupply: item.daysOfSupply,
      })),
    },
  };
}

/** The fact that a settlement no longer counts. */
export function settlementVoided(settlement: Settlement): DomainEvent<'SettlementVoided', SettlementVoided> {
  const { id, claimId, personId, institutionCode, settledOn, fundPaid } = settlement;
  return {
    topic: SETTLEMENT_TOPIC,
    name: 'SettlementVoided',
    version: 1,
    aggregateId: id,
    payload: {
      settlementId: id,
      claimId,
      personId,
      institutionCode,
      settledOn,
      fundPaid: fundPaid.toString(),
    },
  };
}
