import type { CalendarDate } from '#kernel/vocabulary/calendar';
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
import type {
  DemoInstitution,
  DemoPerson,
  DemoRequest,
  DemoServiceItem,
  DemoShowcase,
  DemoWorld,
} from './world.types.ts';

/** The seed of the world that a first start loads. */
export const DEMO_SEED = 20_260_101;

/**
 * Makes the demo world: pure, the same for the same seed and day, a few hundred milliseconds.
 * Every part throws dice of its own, so that a new fact in one part changes no other.
 */
export function createDemoWorld({ seed, asOf }: DemoRequest): DemoWorld {
  const dice = diceOf(seed);
  const { employers, persons, familyLinks, hero } = peopleOf(asOf, dice);
  const { institutions, physicians } = createInstitutions(asOf, dice('institutions'));
  const showcase = showcaseOf(hero, institutions);
  const drugs = createDrugs(asOf, dice('drugs'));
  const quotes = createQuotes(drugs, institutions, asOf, dice('quotes'));
  const nodes = createFleet(asOf, dice('fleet'));
  const stage = { seed, asOf, persons, institutions, physicians, drugs, quotes };
  const bills = createClaims(stage, hero, showcase);
  const askers = [hero, persons[1]!, hero, persons[CANARY_SHEETS.length + 1]!];
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
    showcase,
    policies: createPolicies(asOf, hero, persons, dice('policies')),
    nodes,
    agentRuns: createAgentRuns(askers, nodes, asOf, dice('agent-runs')),
    canaries: listCanaries(persons),
  };
}

/** Whom the world of a seed and day is told about, without the year that everybody lived: for what needs no more. */
export function createShowcase({ seed, asOf }: DemoRequest): DemoShowcase {
  const dice = diceOf(seed);
  const { institutions } = createInstitutions(asOf, dice('institutions'));
  return showcaseOf(peopleOf(asOf, dice).hero, institutions);
}

type DiceOf = (part: string) => Dice;

function diceOf(seed: number): DiceOf {
  return part => new Dice(seed, part);
}

function peopleOf(asOf: CalendarDate, dice: DiceOf) {
  const employers = createEmployers(dice('employers'));
  const { showcase: hero, ...people } = createPeople(asOf, employers, dice('people'), dice('person-ids'));
  return { employers, hero, ...people };
}

/** The hero is treated at a hospital near by. */
function showcaseOf(hero: DemoPerson, institutions: readonly DemoInstitution[]): DemoShowcase {
  const near = institutions.find(({ kind, region }) => kind === 'HOSPITAL' && region === hero.region)!;
  return { personId: hero.id, institutionCode: near.code, insurerCode: INSURERS[0] };
}
