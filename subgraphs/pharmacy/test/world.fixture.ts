import { newId } from '#kernel/persistence/id';
import { date, type CalendarDate } from '#kernel/vocabulary/calendar';
import { ratio, yuan } from '#kernel/vocabulary/money';
import type { PharmacyWorld } from '../demo/demo.ts';

type WorldDrug = PharmacyWorld['drugs'][number];
type WorldQuote = PharmacyWorld['quotes'][number];

/** A small world, built up by conversation: `world.drug(…)`, `world.quote(…)`. */
export class WorldBuilder implements PharmacyWorld {
  readonly drugs: WorldDrug[] = [];
  readonly quotes: WorldQuote[] = [];

  drug(specText: string, facts: Partial<WorldDrug> = {}): WorldDrug {
    const serial = String(this.drugs.length + 1).padStart(4, '0');
    const drug: WorldDrug = {
      id: newId(),
      nationalCode: `XJ01CAA040E001010190${serial.slice(-3)}`,
      genericName: '阿莫西林胶囊',
      tradeName: null,
      specText,
      doseForm: '胶囊剂',
      manufacturer: '申岚制药有限公司',
      licenceNumber: `国药准字H9900${serial}`,
      itemClass: 'A',
      firstSelfPayRatio: ratio('0'),
      priceLimit: null,
      referencePrice: yuan('10.00'),
      daysPerPack: null,
      limitedTo: null,
      ...facts,
    };
    this.drugs.push(drug);
    return drug;
  }

  quote(
    drug: WorldDrug,
    institutionCode: string,
    price: string,
    quotedOn: CalendarDate = '2026-03-10',
  ): WorldQuote {
    const quote = {
      id: newId(),
      drugId: drug.id,
      institutionCode,
      price: yuan(price),
      quotedOn: date(quotedOn),
    };
    this.quotes.push(quote);
    return quote;
  }
}

/** Pharmacies in two districts of one city, and one of another city. */
export const HUANGPU_PHARMACY = 'P31010100001';
export const XUHUI_PHARMACY = 'P31010400002';
export const SUZHOU_PHARMACY = 'P32050500003';
