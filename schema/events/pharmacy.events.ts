import type { DomainEvent } from '#kernel/events/event';

/** Drugs as the catalogue of the insurance knows them. */
export const DRUG_TOPIC = 'pharmacy.drug';

/**
 * A drug was entered into the catalogue, or what the insurance says of it changed.
 * Told only of drugs whose item class is known: a class is never guessed for a row that does not state one.
 */
export interface DrugCatalogued {
  readonly drugId: string;
  readonly nationalCode: string;
  readonly genericName: string;
  /** 甲 A, 乙 B, 丙 C (outside the catalogue). */
  readonly itemClass: 'A' | 'B' | 'C';
  /** Decimal string: `"0.1"`. */
  readonly firstSelfPayRatio: string;
  /** 分 as a string; null where the fund recognises any price. */
  readonly priceLimit: string | null;
  /** First and last day on which the code holds; absent or null where it is not limited. */
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
}

export type DrugCataloguedEvent = DomainEvent<'DrugCatalogued', DrugCatalogued>;
