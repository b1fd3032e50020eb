import type { SubgraphContext } from '#kernel/graphql/context';
import type { Kernel } from '#kernel/server/subgraph';
import { CodeService } from './code/code.service.ts';
import { ComparisonService } from './comparison/comparison.service.ts';
import { DrugService } from './drug/drug.service.ts';
import { PriceQuoteService } from './price-quote/price-quote.service.ts';

export interface PharmacyServices {
  readonly kernel: Kernel;
  readonly drugs: DrugService;
  readonly quotes: PriceQuoteService;
  readonly comparisons: ComparisonService;
  readonly codes: CodeService;
}

export type PharmacyContext = SubgraphContext<PharmacyServices>;

export function pharmacyServices(kernel: Kernel): PharmacyServices {
  return {
    kernel,
    drugs: new DrugService(kernel),
    quotes: new PriceQuoteService(kernel),
    comparisons: new ComparisonService(kernel),
    codes: new CodeService(kernel),
  };
}
