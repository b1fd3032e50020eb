import fc from 'fast-check';
import { findLeads, highFrequencyThreshold, nearestRank } from './suspicion.rule.ts';
import type { ModelParameters, SettledLine } from './suspicion.terms.ts';

let number = 0;
function line(overrides: Partial<SettledLine> = {}): SettledLine {
  number += 1;
  return {
    id: `line-${String(number).padStart(4, '0')}`,
    claimId: `claim-${number}`,
    visitId: `visit-${number}`,
    institutionCode: 'H31010100001',
    visitType: 'OUTPATIENT',
    itemCode: 'XA10BAE001A001010100001',
    itemName: '试验片',
    genericName: '试验',
    quantity: 1_000_000n,
    amount: 2_000n,
    serviceDate: '2026-03-01',
    daysOfSupply: 30,
    ...overrides,
  };
}

const unknownThresholds: ModelParameters = { highFrequency: () => null };
const leadsOf = (lines: readonly SettledLine[], parameters = unknownThresholds) =>
  findLeads(lines, new Set(lines.map(each => each.claimId)), parameters);

describe('the same item on the same day', () => {
  const service = { itemCode: '001102000050000', genericName: null, daysOfSupply: null };

  test('at two institutions is an indicator with both claims', () => {
    const lines = [line(service), line({ ...service, institutionCode: 'H31010400002' })];
    expect(leadsOf(lines)).toMatchObject([
      {
        model: 'DUPLICATE_ITEM_SAME_DAY',
        claimIds: lines.map(each => each.claimId),
        evidence: expect.arrayContaining([{ name: '机构', value: 'H31010100001、H31010400002' }]),
      },
    ]);
  });

  test.each([
    ['twice at one institution', {}],
    ['on the next day', { institutionCode: 'H31010400002', serviceDate: '2026-03-02' }],
    ['as a return', { institutionCode: 'H31010400002', quantity: -1_000_000n }],
  ])('%s is none', (_what, overrides) => {
    expect(leadsOf([line(service), line({ ...service, ...overrides })])).toEqual([]);
  });
});

describe('TJ-3-DRUG-06: the next fill of a drug', () => {
  test.each([
    ['four days before the supply ends', '2026-03-27', true],
    ['exactly three days before the supply ends', '2026-03-28', false],
    ['after the supply has ended', '2026-04-05', false],
  ])('%s (%s) is an indicator: %s', (_when, serviceDate, found) => {
    expect(leadsOf([line(), line({ serviceDate })]).map(each => each.model)).toEqual(
      found ? ['REFILL_TOO_EARLY'] : [],
    );
  });

  test('counts by generic name, whatever the pack, and other drugs in between do not matter', () => {
    const lines = [
      line(),
      line({ serviceDate: '2026-03-05', genericName: '别的药', itemCode: 'XB01AAA001A001010100001' }),
      line({ serviceDate: '2026-03-10', itemCode: 'XA10BAE001A001010200002' }),
    ];
    expect(leadsOf(lines)).toMatchObject([
      { evidence: expect.arrayContaining([{ name: '间隔', value: '9天' }]), key: '试验 2026-03-10' },
    ]);
  });

  test('is no indicator while nobody knows for how many days the earlier one was', () => {
    expect(leadsOf([line({ daysOfSupply: null }), line({ serviceDate: '2026-03-02' })])).toEqual([]);
  });

  test('is not reported again with a later claim that has no part in it', () => {
    const history = [line(), line({ serviceDate: '2026-03-10' }), line({ serviceDate: '2026-08-01' })];
    expect(findLeads(history, new Set([history[2]!.claimId]), unknownThresholds)).toEqual([]);
  });
});

describe('TJ-3-DRUG-01: high-frequency purchases', () => {
  const thresholds = { highFrequency: () => ({ purchases: 3, singleCost: 5_000n, population: 500 }) };
  const buy = (serviceDate: string, amount = 2_000n) =>
    line({ serviceDate, amount, genericName: `药${serviceDate}${amount}`, visitType: 'PHARMACY' });

  test('so many purchases with one above the cost threshold are an indicator that shows both', () => {
    const leads = leadsOf([buy('2026-01-05'), buy('2026-02-05', 5_001n), buy('2026-03-05')], thresholds);
    expect(leads).toMatchObject([{ model: 'HIGH_FREQUENCY_PURCHASE', key: '2026-03' }]);
    expect(leads[0]!.evidence).toEqual(
      expect.arrayContaining([
        { name: '购药次数', value: '3次（阈值3次）' },
        { name: '最高单次费用', value: '50.01元（阈值50.00元）' },
      ]),
    );
  });

  test.each([
    ['a cost equal to the threshold', [buy('2026-01-05'), buy('2026-02-05', 5_000n), buy('2026-03-05')]],
    ['one purchase fewer', [buy('2026-02-05', 9_000n), buy('2026-03-05')]],
    [
      'purchases further apart than three months',
      [buy('2026-01-05', 9_000n), buy('2026-03-05'), buy('2026-04-05')],
    ],
  ])('%s is none', (_what, lines) => {
    expect(leadsOf(lines, thresholds)).toEqual([]);
  });

  test('a population too small has no thresholds, and so raises nothing', () => {
    const population = Array.from({ length: 199 }, () => ({ purchases: 1, highestCost: 100n }));
    expect(highFrequencyThreshold(population)).toBeNull();
  });

  test('the thresholds are the nearest-rank 99.5th percentiles', () => {
    const population = Array.from({ length: 1000 }, (_, at) => ({
      purchases: at + 1,
      highestCost: BigInt(at + 1),
    }));
    expect(highFrequencyThreshold(population)).toEqual({
      purchases: 995,
      singleCost: 995n,
      population: 1000,
    });
  });

  test('at most one in two hundred lies above the percentile, for any population', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 500 }), values => {
        const threshold = nearestRank(values);
        return values.filter(value => value > threshold).length * 200 <= values.length;
      }),
    );
  });
});
