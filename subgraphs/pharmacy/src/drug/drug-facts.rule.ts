import type { ComparedProduct } from '../comparison/ratio.rule.ts';
import { doseFormOf } from '../dose-form/dose-form.rule.ts';
import type { DoseFormTerm } from '../dose-form/dose-form.terms.ts';
import { readSpecification, type Specification } from '../specification/specification.rule.ts';
import { readLicence } from './licence.rule.ts';

/** What a catalogue row states of a drug. */
export interface StatedDrug {
  readonly genericName: string;
  readonly statedDoseForm: string | null;
  readonly specificationText: string | null;
  readonly licenceNumber: string | null;
}

/** The dose form that name and statement together tell; null where neither tells one. */
export function doseFormOfDrug(drug: StatedDrug): DoseFormTerm | null {
  return doseFormOf(drug.genericName, drug.statedDoseForm ?? '');
}

/** What the specification says; null where the row states none. */
export function specificationOf(drug: StatedDrug): Specification | null {
  return drug.specificationText === null
    ? null
    : readSpecification(drug.specificationText, doseFormOfDrug(drug));
}

/** A drug as the ratio rule sees it: one without a specification is not understood, never assumed. */
export function comparedProduct(drug: StatedDrug): ComparedProduct {
  const form = doseFormOfDrug(drug);
  const licence = readLicence(drug.licenceNumber ?? '');
  return {
    genericName: drug.genericName,
    form,
    specification: readSpecification(drug.specificationText ?? '', form),
    chineseMedicine: licence.ok && licence.value.kind === 'CHINESE_MEDICINE',
  };
}
