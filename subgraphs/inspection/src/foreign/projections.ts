import { ENROLMENT_TOPIC, type EnrolmentChangedPayload } from '#schema/events/insured.events';
import { DRUG_TOPIC, type DrugCatalogued } from '#schema/events/pharmacy.events';
import { SETTLEMENT_TOPIC, type ClaimSettled, type SettlementVoided } from '#schema/events/settlement.events';
import type { Projection } from '#kernel/events/projection';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import { ratio, type Ratio } from '#kernel/vocabulary/money';
import type { SuspicionService } from '../suspicion/suspicion.service.ts';
import { keepLines, knownClaims } from './settled-history.ts';
import { CataloguedDrug, PersonStanding, type SettledLineRow } from './settled-line.entity.ts';

/** What supervision keeps of others' facts. */
export function inspectionProjections(suspicions: SuspicionService): readonly Projection[] {
  return [
    {
      name: 'standing-of-persons',
      topic: ENROLMENT_TOPIC,
      async apply(tx, facts) {
        const last = new Map(
          facts.map(fact => {
            const { personId, personGroup } = fact.payload as EnrolmentChangedPayload;
            return [personId, { personId, insuredAsAdult: personGroup !== 'STUDENT_CHILD' }] as const;
          }),
        );
        await bulkInsert(tx, PersonStanding, [...last.values()], 'REPLACE');
      },
    },
    {
      name: 'catalogued-drugs',
      topic: DRUG_TOPIC,
      async apply(tx, facts) {
        const last = new Map(
          facts.map(fact => {
            const { nationalCode, drugId, genericName } = fact.payload as DrugCatalogued;
            return [nationalCode, { nationalCode, drugId, genericName }] as const;
          }),
        );
        await bulkInsert(tx, CataloguedDrug, [...last.values()], 'REPLACE');
      },
    },
    {
      name: 'settled-claims',
      topic: SETTLEMENT_TOPIC,
      async apply(tx, facts) {
        const settled = facts
          .filter(fact => fact.name === 'ClaimSettled')
          .map(fact => fact.payload as ClaimSettled);
        const voided = facts
          .filter(fact => fact.name === 'SettlementVoided')
          .map(fact => (fact.payload as SettlementVoided).claimId);
        // A claim that was voided in the same batch has left nothing to look at.
        const known = await knownClaims(
          tx,
          settled.map(claim => claim.claimId),
        );
        const fresh = settled.filter(claim => !known.has(claim.claimId) && !voided.includes(claim.claimId));
        await keepLines(tx, fresh.flatMap(linesOf));
        await suspicions.raise(tx, fresh);
        if (voided.length > 0) await suspicions.withdraw(tx, voided);
      },
    },
  ];
}

function linesOf(claim: ClaimSettled): SettledLineRow[] {
  return claim.items.map(item => ({
    id: item.feeItemId,
    claimId: claim.claimId,
    visitId: claim.visitId,
    personId: claim.personId,
    institutionCode: claim.institutionCode,
    physicianCode: claim.physicianCode,
    insurance: claim.scheme,
    visitType: claim.visitType,
    itemCode: item.itemCode,
    itemName: item.itemName,
    quantity: signedRatio(item.quantity),
    amount: BigInt(item.amount),
    serviceDate: item.serviceDate,
    daysOfSupply: item.daysOfSupply ?? null,
  }));
}

/** Returned goods have a negative quantity. */
function signedRatio(text: string): Ratio {
  return text.startsWith('-') ? -ratio(text.slice(1)) : ratio(text);
}
