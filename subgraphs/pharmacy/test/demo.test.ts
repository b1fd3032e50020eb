import { expect, test } from '@jest/globals';
import { createDemoWorld } from '../../../ops/demo/world.ts';
import { ratioBetween } from '../src/comparison/ratio.rule.ts';
import { comparedProduct, type StatedDrug } from '../src/drug/drug-facts.rule.ts';
import { readLicence } from '../src/drug/licence.rule.ts';
import { readNationalDrugCode } from '../src/drug/national-code.rule.ts';

const { drugs } = createDemoWorld({ seed: 1, asOf: '2026-03-15' });

test('every drug of the demo world has a code, a licence number and a specification that are understood', () => {
  for (const drug of drugs) {
    const product = comparedProduct(stated(drug));
    expect({ drug: drug.specText, problems: product.specification.problems }).toEqual({
      drug: drug.specText,
      problems: [],
    });
    expect(product.specification.unitCount).not.toBeNull();
    expect(product.form).not.toBeNull();
    expect(readLicence(drug.licenceNumber).ok).toBe(true);
    expect(readNationalDrugCode(drug.nationalCode).ok).toBe(true);
  }
});

test('packs of one generic name in the demo world can be compared by the ratio rule', () => {
  for (const drug of drugs) {
    const reference = drugs.find(each => each.genericName === drug.genericName)!;
    expect(ratioBetween(comparedProduct(stated(drug)), comparedProduct(stated(reference))).ok).toBe(true);
  }
});

function stated(drug: (typeof drugs)[number]): StatedDrug {
  return { ...drug, specificationText: drug.specText, statedDoseForm: drug.doseForm };
}
