import { defineSubgraph } from '#kernel/server/subgraph';
import { loadDemo, type PharmacyWorld } from '../demo/demo.ts';
import { migrations } from '../migrations/index.ts';
import { Code } from './code/code.entity.ts';
import { codeImporter } from './code/code.importer.ts';
import { CodeResolver } from './code/code.resolver.ts';
import { ComparisonResolver, DrugPackResolver } from './comparison/comparison.resolver.ts';
import { Drug } from './drug/drug.entity.ts';
import { drugImporter } from './drug/drug.importer.ts';
import { DrugCataloguedResolver } from './drug/drug-catalogued.resolver.ts';
import { DrugResolver } from './drug/drug.resolver.ts';
import { drugOf } from './drug/drug.service.ts';
import { FeeItemResolver } from './drug/fee-item.resolver.ts';
import { FeeItem } from './foreign/fee-item.ts';
import { PriceQuote } from './price-quote/price-quote.entity.ts';
import {
  DrugQuoteResolver,
  InstitutionPriceResolver,
  PriceQuoteResolver,
} from './price-quote/price-quote.resolver.ts';
import { pharmacyServices, type PharmacyServices } from './services.ts';

export const subgraph = defineSubgraph<PharmacyServices, PharmacyWorld>({
  name: 'pharmacy',
  entities: [Drug, PriceQuote, Code],
  migrations,
  resolvers: [
    DrugResolver,
    DrugCataloguedResolver,
    DrugQuoteResolver,
    FeeItemResolver,
    PriceQuoteResolver,
    InstitutionPriceResolver,
    ComparisonResolver,
    DrugPackResolver,
    CodeResolver,
  ],
  orphanedTypes: [FeeItem],
  references: {
    Drug: (reference, context) => drugOf(String(reference['id']), context.services.drugs, context),
    FeeItem: reference => reference,
    Institution: reference => reference,
  },
  services: pharmacyServices,
  importers: () => [drugImporter, codeImporter],
  demo: (world, tx, _services, kernel) => loadDemo(world, tx, kernel),
});
