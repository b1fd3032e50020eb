import { findings } from '../test-support/harness.ts';
import { describedInChinese } from './described-in-chinese.ts';

const check = (supergraph: string) => findings(describedInChinese, { supergraph });

test('a graph that says everything in Chinese and English passes', () => {
  expect(
    check(`
      "药品。A medicine."
      type Drug {
        "通用名。Its generic name."
        name("语言。Language of the name." language: Language): String
      }
      "语言。A language."
      enum Language {
        "中文。Chinese."
        ZH
      }
      "药品条件。What to look for."
      input DrugFilter {
        "ATC 编码。The ATC code."
        atc: String
      }
      type Query {
        "药品。One medicine."
        drug: Drug
      }
    `),
  ).toEqual([]);
});

test('each kind of place without a description is named by its coordinate', () => {
  const found = check(`
    type Drug { name(language: Language): String }
    enum Language { ZH }
    input DrugFilter { atc: String }
    type Query { drug: Drug }
  `);
  expect(found.map(line => line.split(' ')[0])).toEqual([
    'Drug',
    'Drug.name',
    'Drug.name(language:)',
    'Language',
    'Language.ZH',
    'DrugFilter',
    'DrugFilter.atc',
    'Query.drug',
  ]);
});

test.each(['A medicine.', '药品', '药品 A medicine', 'A medicine. 药品。'])(
  '“%s” is no description',
  description => {
    expect(check(`"${description}" scalar Drug`)).toHaveLength(1);
  },
);

test('what is not published, or belongs to federation, needs no description', () => {
  expect(
    check('type Ledger @inaccessible { id: ID } scalar join__FieldSet enum join__Graph { INSURED }'),
  ).toEqual([]);
});
