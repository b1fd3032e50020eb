import { findings } from '../test-support/harness.ts';
import { sensitiveEverywhereOrNowhere } from './sensitive-everywhere-or-nowhere.ts';

const SEALED = 'type Person { name: String @shareable @sensitive(class: NAME) }';

const check = (copy: string, supergraph = SEALED) =>
  findings(sensitiveEverywhereOrNowhere, { supergraph, subgraphs: { insured: SEALED, settlement: copy } });

test('a shareable copy with the same directive passes', () => {
  expect(check(SEALED)).toEqual([]);
});

test('a shareable copy without the directive is refused', () => {
  expect(check('type Person { name: String @shareable }')).toEqual([
    'Person.name is @sensitive(class: NAME) elsewhere and bare in settlement',
  ]);
});

test('a shareable copy of another class is refused', () => {
  expect(check(SEALED.replace('NAME', 'PHONE'), SEALED.replace('NAME', 'PHONE'))).toEqual([
    'Person.name is @sensitive(class: PHONE) elsewhere and NAME in insured',
  ]);
});

test('a directive that composition lost is noticed', () => {
  expect(check('type Person { name: String @external }', 'type Person { name: String }')).toEqual([
    'Person.name is @sensitive(class: NAME) elsewhere and bare in supergraph',
  ]);
});
