import { bulkInsert } from '#kernel/persistence/bulk-insert';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import type { DemoDrug, DemoWorld } from '../../../ops/demo/world.types.ts';
import { plainName } from '../src/comparison/ratio.rule.ts';
import { catalogueDrugs } from '../src/drug/drug-catalogue.ts';
import { DataSource, Drug, DrugItemClass } from '../src/drug/drug.entity.ts';
import { pinyinInitials } from '../src/drug/pinyin.rule.ts';
import { PriceQuote } from '../src/price-quote/price-quote.entity.ts';
import { regionOfInstitution } from '../src/price-quote/region.rule.ts';

/** What pharmacy takes of the demo world. */
export type PharmacyWorld = Pick<DemoWorld, 'drugs' | 'quotes'>;

/** Maps the demo world to drugs and quotes, all marked as demo data. */
export async function loadDemo(world: PharmacyWorld, tx: EntityManager, kernel: Kernel): Promise<void> {
  await catalogueDrugs(tx, kernel.outbox, world.drugs.map(toDrug));
  await bulkInsert(
    tx,
    PriceQuote,
    world.quotes.map(quote => ({
      id: quote.id,
      drugId: quote.drugId,
      institutionCode: quote.institutionCode,
      region: regionOfInstitution(quote.institutionCode),
      price: quote.price,
      quotedOn: quote.quotedOn,
      source: DataSource.DEMO,
    })),
  );
}

function toDrug(drug: DemoDrug): Drug {
  return Object.assign(new Drug(), {
    id: drug.id,
    nationalCode: drug.nationalCode,
    catalogueCode: null,
    genericName: drug.genericName,
    comparableName: plainName(drug.genericName),
    tradeName: drug.tradeName,
    pinyinInitials: pinyinInitials(drug.genericName),
    specificationText: drug.specText,
    statedDoseForm: drug.doseForm,
    manufacturer: drug.manufacturer,
    licenceNumber: drug.licenceNumber,
    itemClass: DrugItemClass[drug.itemClass],
    firstSelfPayRatio: drug.firstSelfPayRatio,
    priceLimit: drug.priceLimit,
    validFrom: null,
    validTo: null,
    source: DataSource.DEMO,
  });
}
