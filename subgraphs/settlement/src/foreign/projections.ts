import { DRUG_TOPIC, type DrugCatalogued } from '#schema/events/pharmacy.events';
import type { Fact } from '#kernel/events/event';
import type { Projection } from '#kernel/events/projection';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import { ratio } from '#kernel/vocabulary/money';
import { CatalogueItem } from './catalogue-item.entity.ts';
import { EnrolmentCopy } from './enrolment-copy.entity.ts';
import { InstitutionCopy } from './institution-copy.entity.ts';

/** The facts of one name, the newest of each key only: what lies before it is overtaken. */
function newest<Payload>(
  facts: readonly Fact[],
  name: string,
  keyOf: (payload: Payload) => string,
): Payload[] {
  const byKey = new Map<string, Payload>();
  for (const fact of facts) {
    if (fact.name !== name) continue;
    const payload = fact.payload as Payload;
    byKey.set(keyOf(payload), payload);
  }
  return [...byKey.values()];
}

/** Of insured: enrolments with their waiting periods. */
export const ENROLMENTS: Projection = {
  name: 'enrolment-copy',
  topic: 'insured.enrolment',
  async apply(tx, facts) {
    const changed = newest<EnrolmentCopy>(facts, 'EnrolmentChanged', ({ enrolmentId }) => enrolmentId);
    await bulkInsert(
      tx,
      EnrolmentCopy,
      changed.map(payload => ({
        enrolmentId: payload.enrolmentId,
        personId: payload.personId,
        scheme: payload.scheme,
        personGroup: payload.personGroup,
        state: payload.state,
        coverFrom: payload.coverFrom,
        coverTo: payload.coverTo,
        waitingState: payload.waitingState,
        benefitsFrom: payload.benefitsFrom,
        region: payload.region,
      })),
      'REPLACE',
    );
  },
};

/** Of pharmacy: class, first self-payment, price limit and validity of drugs. */
export const DRUGS: Projection = {
  name: 'catalogue-item',
  topic: DRUG_TOPIC,
  async apply(tx, facts) {
    const changed = newest<DrugCatalogued>(facts, 'DrugCatalogued', ({ nationalCode }) => nationalCode);
    await bulkInsert(
      tx,
      CatalogueItem,
      changed.map(payload => ({
        code: payload.nationalCode,
        itemClass: payload.itemClass,
        firstSelfPayRatio: ratio(payload.firstSelfPayRatio),
        priceLimit: payload.priceLimit === null ? null : BigInt(payload.priceLimit),
        validFrom: payload.validFrom ?? null,
        validTo: payload.validTo ?? null,
      })),
      'REPLACE',
    );
  },
};

/** Of inspection: name, level, kind, region and state of institutions. */
export const INSTITUTIONS: Projection = {
  name: 'institution-copy',
  topic: 'inspection.institution',
  async apply(tx, facts) {
    const changed = newest<InstitutionCopy>(facts, 'InstitutionRegistered', ({ code }) => code);
    await bulkInsert(
      tx,
      InstitutionCopy,
      changed.map(({ code, name, level, kind, region, state }) => ({
        code,
        name,
        level,
        kind,
        region,
        state,
      })),
      'REPLACE',
    );
  },
};
