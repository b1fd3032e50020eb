import type { Fen } from '#kernel/vocabulary/money';
import { FORMULARY, type Indication } from './formulary.ts';
import type { DemoDrug, DemoQuote } from './world.types.ts';

const TREATS = new Map(FORMULARY.map(entry => [entry.name, entry.treats]));

/** What each institution keeps, and at which price. */
export class Shelves {
  private readonly kept = new Map<string, DemoDrug[]>();
  /** By drug, then by institution. */
  private readonly prices = new Map<string, Map<string, Fen>>();

  constructor(drugs: readonly DemoDrug[], quotes: readonly DemoQuote[]) {
    const byId = new Map(drugs.map(drug => [drug.id, drug]));
    for (const drug of drugs) this.prices.set(drug.id, new Map());
    for (const quote of quotes) {
      const shelf = this.kept.get(quote.institutionCode) ?? [];
      shelf.push(byId.get(quote.drugId)!);
      this.kept.set(quote.institutionCode, shelf);
      this.prices.get(quote.drugId)!.set(quote.institutionCode, quote.price);
    }
  }

  keptBy(institutionCode: string): readonly DemoDrug[] {
    return this.kept.get(institutionCode) ?? [];
  }

  /** Kept drugs against one of these illnesses. */
  keptFor(institutionCode: string, indications: readonly Indication[]): DemoDrug[] {
    return this.keptBy(institutionCode).filter(drug => indications.includes(TREATS.get(drug.genericName)!));
  }

  priceAt(institutionCode: string, drug: DemoDrug): Fen {
    return this.prices.get(drug.id)?.get(institutionCode) ?? drug.referencePrice;
  }
}
