import { CANARY_SHEETS, listCanaries } from './canaries.ts';
import { createClaims } from './claims.ts';
import { Dice } from './dice.ts';
import { createDrugs, createQuotes } from './drugs.ts';
import { createAgentRuns, createFleet } from './fleet.ts';
import { createInstitutions } from './institutions.ts';
import { createPeople } from './people.ts';
import { createEmployers, DISTRICTS } from './places.ts';
import { createPolicies, INSURERS } from './policies.ts';
import { SERVICES } from './services.ts';
import type { DemoRequest, DemoServiceItem, DemoWorld } from './world.types.ts';

/** The seed of the world that a first start loads. */
export const DEMO_SEED = 20_260_101;

/**
 * Makes the demo world: pure, the same for the same seed and day, a few hundred milliseconds.
 * Every part throws dice of its own, so that a new fact in one part changes no other.
 */
export function createDemoWorld({ seed, asOf }: DemoRequest): DemoWorld {
  const dice = (part: string) => new Dice(seed, part);
  const employers = createEmployers(dice('employers'));
  const { persons, familyLinks, showcase } = createPeople(
    asOf,
    employers,
    dice('people'),
    dice('person-ids'),
  );
  const { institutions, physicians } = createInstitutions(asOf, dice('institutions'));
  const drugs = createDrugs(asOf, dice('drugs'));
  const quotes = createQuotes(drugs, institutions, asOf, dice('quotes'));
  const nodes = createFleet(asOf, dice('fleet'));
  const bills = createClaims({ seed, asOf, persons, institutions, physicians, drugs, quotes }, showcase);
  const askers = [showcase, persons[1]!, showcase, persons[CANARY_SHEETS.length + 1]!];
  return {
    seed,
    asOf,
    districts: DISTRICTS,
    employers,
    persons,
    familyLinks,
    institutions,
    physicians,
    drugs,
    quotes,
    serviceItems: SERVICES.map(({ use, ...item }): DemoServiceItem => item),
    ...bills,
    showcase: { ...bills.showcase, insurerCode: INSURERS[0] },
    policies: createPolicies(asOf, showcase, persons, dice('policies')),
    nodes,
    agentRuns: createAgentRuns(askers, nodes, asOf, dice('agent-runs')),
    canaries: listCanaries(persons),
  };
}
