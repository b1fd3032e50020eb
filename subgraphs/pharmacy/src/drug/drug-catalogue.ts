import { DRUG_TOPIC, type DrugCataloguedEvent } from '#schema/events/pharmacy.events';
import type { Outbox } from '#kernel/events/outbox';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import type { EntityManager } from '#kernel/persistence/database';
import { formatRatio } from '#kernel/vocabulary/money';
import { Drug } from './drug.entity.ts';

/** Enters new drugs into the catalogue and tells of them, in the caller's transaction. */
export async function catalogueDrugs(
  tx: EntityManager,
  outbox: Outbox,
  drugs: readonly Drug[],
): Promise<void> {
  await bulkInsert(tx, Drug, drugs);
  await outbox.add(tx, drugs.flatMap(catalogued));
}

/** Replaces what is known of a drug that is in the catalogue already, and tells of it. */
export async function recatalogueDrug(tx: EntityManager, outbox: Outbox, drug: Drug): Promise<void> {
  const { id, ...facts } = drug;
  await tx.nativeUpdate(Drug, { id }, facts);
  await outbox.add(tx, catalogued(drug));
}

/** The fact that a drug was catalogued; none for a drug whose code or class no source states. */
function catalogued(drug: Drug): DrugCataloguedEvent[] {
  const { nationalCode, itemClass, firstSelfPayRatio, validFrom, validTo } = drug;
  if (nationalCode === null || itemClass === null || firstSelfPayRatio === null) return [];
  const payload = {
    drugId: drug.id,
    nationalCode,
    genericName: drug.genericName,
    itemClass,
    firstSelfPayRatio: formatRatio(firstSelfPayRatio),
    priceLimit: drug.priceLimit === null ? null : String(drug.priceLimit),
    validFrom,
    validTo,
  };
  return [{ topic: DRUG_TOPIC, name: 'DrugCatalogued', version: 1, aggregateId: drug.id, payload }];
}
