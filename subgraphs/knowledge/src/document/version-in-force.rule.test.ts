import { versionInForce } from './version-in-force.rule.ts';

const VERSIONS = [{ adoptedOn: '2024-04-26' }, { adoptedOn: '2012-10-26' }, { adoptedOn: '2020-10-17' }];

test.each([
  ['2012-10-25', undefined],
  ['2012-10-26', '2012-10-26'],
  ['2020-10-16', '2012-10-26'],
  ['2020-10-17', '2020-10-17'],
  ['2026-01-01', '2024-04-26'],
])('on %s the version of %s is in force', (asOf, adoptedOn) => {
  expect(versionInForce(VERSIONS, asOf)?.adoptedOn).toBe(adoptedOn);
});
