import { addDays, type CalendarDate } from '#kernel/vocabulary/calendar';
import { ratio } from '#kernel/vocabulary/money';
import type { Dice } from './dice.ts';
import { FORMULARY, type DoseForm, type FormularyEntry } from './formulary.ts';
import { instantAt, uuidAt } from './identifiers.ts';
import type { DemoDrug, DemoInstitution, DemoItemClass, DemoQuote } from './world.types.ts';

const PRODUCTS_OF_A_GENERIC = 5;

const MAKERS =
  '申岚制药 浦禾药业 沪霖生物制药 潮平制药 鹤鸣药业 云帆制药 青禾药业 朗月制药 橘洲药业 白鹭制药 晴川药业 松涛生物制药 海棠制药 望鹤药业 秋水制药'.split(
    ' ',
  );

/** The part of a national code that tells the dose form. */
const FORM_CODES: Readonly<Record<DoseForm, string>> = {
  片剂: 'A001',
  胶囊剂: 'E001',
  颗粒剂: 'F001',
  口服溶液剂: 'X001',
  注射剂: 'B002',
  软膏剂: 'F003',
  吸入剂: 'R001',
  滴眼剂: 'G001',
};

export const FIRST_SELF_PAY: Readonly<Record<DemoItemClass, DemoDrug['firstSelfPayRatio']>> = {
  A: ratio('0'),
  B: ratio('0.1'),
  C: ratio('1'),
};

/** Three hundred products: every generic from five makers, its packs in turn. */
export function createDrugs(asOf: CalendarDate, dice: Dice): DemoDrug[] {
  const listed = instantAt(addDays(asOf, -390), 0);
  return FORMULARY.flatMap((entry, row) =>
    dice.sample([...MAKERS.keys()], PRODUCTS_OF_A_GENERIC).map((maker, column): DemoDrug => {
      const packNumber = column % entry.specs.length;
      const pack = entry.specs[packNumber]!;
      const price = BigInt(Math.round((pack.price * dice.between(82, 118)) / 100));
      const serial = row * PRODUCTS_OF_A_GENERIC + column;
      return {
        id: uuidAt(listed + serial * 1_000, dice),
        nationalCode: nationalCode(entry, { row, packNumber, maker }),
        genericName: entry.name,
        tradeName: dice.chance(25) ? `${MAKERS[maker]!.slice(0, 2)}${dice.pick([...'安宁康舒泰'])}` : null,
        specText: pack.text,
        doseForm: entry.form,
        manufacturer: `${MAKERS[maker]}有限公司`,
        licenceNumber: `国药准字${isTraditional(entry) ? 'Z' : 'H'}99${String(serial + 1).padStart(6, '0')}`,
        itemClass: entry.itemClass,
        firstSelfPayRatio: FIRST_SELF_PAY[entry.itemClass],
        priceLimit: entry.itemClass === 'B' && dice.chance(50) ? (price * 108n) / 100n : null,
        referencePrice: price,
        daysPerPack: pack.days || null,
        limitedTo: entry.limitedTo,
      };
    }),
  );
}

function isTraditional(entry: FormularyEntry): boolean {
  return entry.atc.startsWith('Z');
}

/** Twenty-three characters, twenty for traditional medicines; no maker has a number from 90001 on. */
function nationalCode(
  entry: FormularyEntry,
  of: { readonly row: number; readonly packNumber: number; readonly maker: number },
): string {
  const ingredient = String(of.row + 1).padStart(2, '0');
  const pack = `0${of.packNumber + 1}01`;
  const maker = String(90_001 + of.maker);
  return isTraditional(entry)
    ? `${entry.atc}${FORM_CODES[entry.form][0]}00${ingredient}${pack}${maker}`
    : `X${entry.atc}A${ingredient}0${FORM_CODES[entry.form]}${pack}${maker}`;
}

/** How many of a hundred drugs an institution keeps. */
const STOCKED: Readonly<Record<DemoInstitution['level'], number>> = {
  TERTIARY: 32,
  SECONDARY: 20,
  PRIMARY: 13,
  NONE: 16,
};

/** Prices of packs where they are sold; public ones near the usual price, some quotes older than a month. */
export function createQuotes(
  drugs: readonly DemoDrug[],
  institutions: readonly DemoInstitution[],
  asOf: CalendarDate,
  dice: Dice,
): DemoQuote[] {
  const quotes: DemoQuote[] = [];
  for (const institution of institutions) {
    if (institution.state !== 'ACTIVE') continue;
    const [low, high] = institution.ownership === 'PUBLIC' ? [96, 104] : [84, 128];
    for (const drug of drugs) {
      if (!dice.chance(STOCKED[institution.level])) continue;
      if (institution.kind === 'PHARMACY' && (drug.doseForm === '注射剂' || drug.limitedTo === 'INPATIENT'))
        continue;
      const quotedOn = addDays(asOf, -dice.between(1, dice.chance(85) ? 28 : 75));
      quotes.push({
        id: uuidAt(instantAt(quotedOn, 480), dice),
        drugId: drug.id,
        institutionCode: institution.code,
        price: (drug.referencePrice * BigInt(dice.between(low, high))) / 100n,
        quotedOn,
      });
    }
  }
  return quotes;
}
