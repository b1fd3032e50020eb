import { parseCalendarDate, type CalendarDate } from '#kernel/vocabulary/calendar';
import { ratio, yuan, type Fen, type Ratio } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { plainName } from '../comparison/ratio.rule.ts';
import {
  decimal,
  equal,
  fraction,
  quotient,
  times,
  unitSpelled,
  type Quantity,
} from '../quantity/quantity.rule.ts';
import { NUMERALS } from '../quantity/quantity.terms.ts';
import { totalContent, type Specification } from '../specification/specification.rule.ts';
import { doseFormOfDrug, specificationOf } from './drug-facts.rule.ts';
import { readLicence } from './licence.rule.ts';
import { readNationalDrugCode } from './national-code.rule.ts';

/** What a row of a drug table says, by the columns that it may have. */
export interface DrugRow {
  readonly nationalCode: string | null;
  readonly catalogueCode: string | null;
  readonly genericName: string;
  readonly tradeName: string | null;
  readonly specificationText: string | null;
  readonly statedDoseForm: string | null;
  readonly manufacturer: string | null;
  readonly licenceNumber: string | null;
  readonly itemClass: 'A' | 'B' | 'C' | null;
  readonly firstSelfPayRatio: Ratio | null;
  readonly priceLimit: Fen | null;
  readonly validFrom: CalendarDate | null;
  readonly validTo: CalendarDate | null;
}

export interface ReadDrugRow {
  readonly row: DrugRow;
  /** What is odd about the row without making it useless; said, not mended. */
  readonly notices: readonly string[];
}

export type DrugRowRefusal = RefusalFacts<'INVALID_DRUG_ROW'>;

/** Columns of a hospital catalogue, and of the list of national codes; the others are optional in both. */
export const CATALOGUE_COLUMNS = ['code', 'generic_name', 'spec', 'dose_form', 'manufacturer', 'licence_no'];
export const NATIONAL_CODE_COLUMNS = ['nat_drug_code', 'generic_name'];

const ITEM_CLASSES: Readonly<Record<string, 'A' | 'B' | 'C'>> = {
  甲: 'A',
  乙: 'B',
  丙: 'C',
  A: 'A',
  B: 'B',
  C: 'C',
};
const LONGEST: Readonly<Record<string, number>> = {
  code: 40,
  generic_name: 200,
  trade_name: 200,
  spec: 300,
  dose_form: 100,
  manufacturer: 300,
  licence_no: 100,
};

/**
 * Whether a row of a drug table can be entered into the catalogue, and what is odd about it.
 * Refuses a row that does not say which drug it is (no name, no code, a malformed national code, no licence number in
 * a catalogue that has that column); a specification or licence number that is not understood is entered as it
 * stands, with a notice. The class is never concluded from anything but its own column.
 */
export function readDrugRow(cells: Readonly<Record<string, string>>): Result<ReadDrugRow, DrugRowRefusal> {
  const cell = (column: string) => cells[column]?.trim() || null;
  const genericName = cell('generic_name');
  if (genericName === null || !/\p{L}/u.test(genericName)) return invalid('没有通用名');
  const tooLong = Object.entries(LONGEST).find(([column, longest]) => (cell(column)?.length ?? 0) > longest);
  if (tooLong) return invalid(`${tooLong[0]} 超过 ${tooLong[1]} 个字符`);
  const national = cell('nat_drug_code');
  const nationalCode = national === null ? null : readNationalDrugCode(national);
  if (nationalCode && !nationalCode.ok) return invalid(nationalCode.refusal.message);
  if ('code' in cells && cell('code') === null) return invalid('没有目录编码');
  if (nationalCode === null && cell('code') === null) return invalid('没有编码');
  if ('licence_no' in cells && cell('licence_no') === null) return invalid('没有批准文号');
  const insured = readInsurance(cell('item_class'), cell('first_self_pay_ratio'), cell('price_limit'));
  if (!insured.ok) return insured;
  const valid = readValidity(cell('valid_from'), cell('valid_to'));
  if (!valid.ok) return valid;

  const licence = readLicence(cell('licence_no') ?? '');
  const row: DrugRow = {
    nationalCode: nationalCode?.value.code ?? null,
    catalogueCode: cell('code'),
    genericName,
    tradeName: cell('trade_name'),
    specificationText: cell('spec'),
    statedDoseForm: cell('dose_form'),
    manufacturer: cell('manufacturer'),
    licenceNumber: licence.ok ? licence.value.number : cell('licence_no'),
    ...insured.value,
    ...valid.value,
  };
  const notices = [
    ...(/^[\p{L}\p{N}()（）[\]·.,，、:：/\-+α-ωΑ-Ω ]+$/u.test(genericName) ? [] : ['通用名含有异常字符']),
    ...(cell('licence_no') === null || licence.ok ? [] : [licence.refusal.message]),
    ...specificationNotices(row, cell),
  ];
  return accept({ row, notices });
}

function readInsurance(
  itemClass: string | null,
  selfPay: string | null,
  limit: string | null,
): Result<Pick<DrugRow, 'itemClass' | 'firstSelfPayRatio' | 'priceLimit'>, DrugRowRefusal> {
  const known = itemClass === null ? null : ITEM_CLASSES[itemClass.replace('类', '').toUpperCase()];
  if (known === undefined) return invalid(`甲乙丙类不识：${itemClass}`);
  if (selfPay !== null && !/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(selfPay))
    return invalid(`先自付比例不是 0 到 1：${selfPay}`);
  if (limit !== null && !/^\d{1,10}(\.\d{1,2})?$/.test(limit))
    return invalid(`医保支付标准不是金额：${limit}`);
  const implied = known === 'A' ? ratio('0') : known === 'C' ? ratio('1') : null;
  const firstSelfPayRatio = selfPay === null ? implied : ratio(selfPay);
  if (known !== null && firstSelfPayRatio === null) return invalid('乙类药品没有先自付比例');
  if (known === 'A' && firstSelfPayRatio !== 0n) return invalid('甲类药品的先自付比例须为 0');
  return accept({ itemClass: known, firstSelfPayRatio, priceLimit: limit === null ? null : yuan(limit) });
}

function readValidity(
  from: string | null,
  to: string | null,
): Result<Pick<DrugRow, 'validFrom' | 'validTo'>, DrugRowRefusal> {
  const wrong = [from, to].find(day => day !== null && !parseCalendarDate(day).ok);
  if (wrong != null) return invalid(`有效期不是日期：${wrong}`);
  if (from !== null && to !== null && from > to) return invalid('生效日期晚于失效日期');
  return accept({ validFrom: from, validTo: to });
}

function specificationNotices(row: DrugRow, cell: (column: string) => string | null): string[] {
  const specification = specificationOf(row);
  if (specification === null) return cell('code') === null ? [] : ['没有规格'];
  const notices = specification.problems.map(({ part, reason }) => `规格未能解析：${part}（${reason}）`);
  if (doseFormOfDrug(row) === null) notices.push('剂型未识别');
  const [dose, unit] = [cell('dose_amount'), cell('dose_unit')];
  if (dose !== null && unit !== null && !statesAmount(specification, dose, unit)) {
    notices.push(`剂量 ${dose}${unit} 与规格不符`);
  }
  const count = cell('pack_count');
  if (count !== null && specification.unitCount !== null && Number(count) !== specification.unitCount) {
    notices.push(`包装数量 ${count} 与规格中的 ${specification.unitCount} 不符`);
  }
  return notices;
}

/** Whether an amount is one that the specification states: fill, a content, or the sum of the contents. */
export function statesAmount(specification: Specification, dose: string, unit: string): boolean {
  const numeral = NUMERALS[unit[0]!] ?? 1n;
  const term = unitSpelled(unit.replace(/^[万亿]/, ''));
  if (!term || !/^\d+(\.\d+)?$/.test(dose)) return false;
  const amount: Quantity = { value: times(decimal(dose), fraction(numeral)), unit: term.unit };
  const stated = [
    specification.fill,
    totalContent(specification),
    ...specification.strengths.map(each => each.amount),
  ];
  return stated.some(each => {
    const share = each && quotient(each, amount);
    return share !== null && equal(share, fraction(1n));
  });
}

/** What tells that two rows are one licensed product in one pack, though their codes differ. */
export function productKey(row: DrugRow): string | null {
  if (row.licenceNumber === null || row.specificationText === null) return null;
  return [plainName(row.genericName), row.licenceNumber, plainName(row.specificationText)].join('|');
}

function invalid(message: string) {
  return refuse('INVALID_DRUG_ROW', message);
}
