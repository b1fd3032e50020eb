import { ageOn, daysBetween, parseCalendarDate, addDays } from '#kernel/vocabulary/calendar';
import { sum } from '#kernel/vocabulary/money';
import { idCardCheckCharacter } from './identifiers.ts';
import { createDemoWorld, createShowcase } from './world.ts';
import type { DemoClaim, DemoFeeLine, DemoWorld } from './world.types.ts';

const world = createDemoWorld({ seed: 7, asOf: '2026-03-31' });
const persons = new Map(world.persons.map(person => [person.id, person]));
const plantedClaims = new Set(world.violations.flatMap(violation => violation.claimIds));

function written(of: DemoWorld): string {
  return JSON.stringify(of, (_, value: unknown) => (typeof value === 'bigint' ? `${value}分` : value));
}

/** Drug lines of each person and generic, in the order of service. */
function fills(claims: readonly DemoClaim[]): Map<string, { claim: DemoClaim; line: DemoFeeLine }[]> {
  const byKey = new Map<string, { claim: DemoClaim; line: DemoFeeLine }[]>();
  for (const claim of claims) {
    for (const line of claim.lines) {
      if (line.daysOfSupply === null) continue;
      const key = `${claim.personId}/${line.itemName}`;
      byKey.set(key, [...(byKey.get(key) ?? []), { claim, line }]);
    }
  }
  return byKey;
}

describe('the demo world', () => {
  test('is the same for the same seed and day, and another for another seed', () => {
    const again = createDemoWorld({ seed: 7, asOf: '2026-03-31' });
    expect(written(again) === written(world)).toBe(true);
    const other = createDemoWorld({ seed: 8, asOf: '2026-03-31' });
    expect(written(other) === written(world)).toBe(false);
  });

  test('keeps its persons, institutions and showcase from day to day, so that tokens stay good', () => {
    const later = createDemoWorld({ seed: 7, asOf: '2026-07-01' });
    expect(later.showcase).toEqual(world.showcase);
    expect(createShowcase({ seed: 7, asOf: '2026-07-01' })).toEqual(world.showcase);
    expect(later.persons.map(({ id }) => id)).toEqual(world.persons.map(({ id }) => id));
    expect(later.institutions.map(({ code }) => code)).toEqual(world.institutions.map(({ code }) => code));
  });

  test('has the promised size', () => {
    expect(world.districts.map(district => district.code).join(' ')).toBe(
      '310101 310104 310105 310106 310107 310109 310110 310112 310113 310114 310115 310116 310117 310118 310120 310151',
    );
    expect(world.persons).toHaveLength(2_000);
    expect(world.institutions).toHaveLength(60);
    expect(new Set(world.institutions.map(({ region }) => region)).size).toBe(16);
    expect(world.drugs).toHaveLength(300);
    expect(world.claims.length).toBeGreaterThan(2_700);
    expect(world.claims.length).toBeLessThan(3_500);
    expect(world.nodes).toHaveLength(11);
    expect(world.nodes.flatMap(node => node.gpus)).toHaveLength(58);
    expect(world.policies).toHaveLength(41);
  });

  test('uses every id once, and every id is a UUIDv7', () => {
    const ids = [
      ...world.persons.flatMap(person => [person.id, ...person.enrolments.map(({ id }) => id)]),
      ...world.familyLinks.map(({ id }) => id),
      ...world.drugs.map(({ id }) => id),
      ...world.quotes.map(({ id }) => id),
      ...world.claims.flatMap(claim => [
        claim.id,
        claim.visitId,
        claim.settlementId,
        ...claim.lines.map(({ id }) => id),
      ]),
      ...world.nodes.flatMap(node => [node.id, ...node.gpus.map(({ id }) => id)]),
      ...world.agentRuns.map(({ id }) => id),
      ...world.policies.map(({ id }) => id),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    const malformed = ids.filter(
      id => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id),
    );
    expect(malformed).toEqual([]);
  });

  test('uses every code, card and number once', () => {
    for (const values of [
      world.persons.map(person => person.idCard),
      world.persons.map(person => person.phone),
      world.institutions.map(({ code }) => code),
      world.institutions.map(({ name }) => name),
      world.physicians.map(({ code }) => code),
      world.employers.map(({ code }) => code),
      world.drugs.map(drug => drug.nationalCode),
      world.drugs.map(drug => drug.licenceNumber),
      world.serviceItems.map(item => item.nationalCode),
      world.nodes.map(node => node.hostname),
    ]) {
      expect(new Set(values).size).toBe(values.length);
    }
  });

  test('leaves no reference dangling', () => {
    const institutions = new Map(world.institutions.map(institution => [institution.code, institution]));
    const physicians = new Map(world.physicians.map(physician => [physician.code, physician]));
    const drugIds = new Set(world.drugs.map(({ id }) => id));
    const itemCodes = new Set([...world.drugs, ...world.serviceItems].map(item => item.nationalCode));
    const employers = new Set(world.employers.map(({ code }) => code));
    const gpus = new Set(world.nodes.flatMap(node => node.gpus.map(({ id }) => id)));
    const claims = new Map(world.claims.map(claim => [claim.id, claim]));
    const dangling: string[] = [];
    const must = (holds: boolean, what: string) => holds || dangling.push(what);

    for (const person of world.persons) {
      must(person.employerCode === null || employers.has(person.employerCode), `employer of ${person.id}`);
    }
    for (const link of world.familyLinks) {
      must(persons.has(link.donorId) && persons.has(link.beneficiaryId), `family link ${link.id}`);
    }
    for (const physician of world.physicians) {
      must(
        physician.institutionCodes.every(code => institutions.has(code)),
        `places of ${physician.code}`,
      );
    }
    for (const quote of world.quotes) {
      must(drugIds.has(quote.drugId) && institutions.has(quote.institutionCode), `quote ${quote.id}`);
    }
    for (const claim of world.claims) {
      const institution = institutions.get(claim.institutionCode);
      const physician = claim.physicianCode === null ? null : physicians.get(claim.physicianCode);
      must(persons.has(claim.personId) && institution?.state === 'ACTIVE', `parties of claim ${claim.id}`);
      must(
        institution?.kind === 'PHARMACY'
          ? physician === null
          : physician?.institutionCodes.includes(claim.institutionCode) === true,
        `physician of claim ${claim.id}`,
      );
      must(
        claim.lines.every(line => itemCodes.has(line.itemCode)),
        `items of claim ${claim.id}`,
      );
    }
    for (const violation of world.violations) {
      must(
        violation.claimIds.every(id => claims.get(id)?.personId === violation.personId),
        `claims of a ${violation.kind}`,
      );
    }
    for (const run of world.agentRuns)
      must(persons.has(run.personId) && gpus.has(run.gpuId), `agent run ${run.id}`);
    must(
      persons.has(world.showcase.personId) && institutions.has(world.showcase.institutionCode),
      'showcase',
    );
    expect(dangling).toEqual([]);
  });
});

describe('persons', () => {
  test('hold cards of a code never issued, with a valid birth date, sex and check digit', () => {
    expect(idCardCheckCharacter('11010519491231002')).toBe('X');
    const wrong = world.persons.filter(({ idCard, birthDate, gender }) => {
      const sex = Number(idCard[16]) % 2 === 1 ? 'MALE' : 'FEMALE';
      return !(
        idCard.startsWith(`310000${birthDate.replaceAll('-', '')}`) &&
        sex === gender &&
        idCardCheckCharacter(idCard.slice(0, 17)) === idCard[17] &&
        parseCalendarDate(birthDate).ok
      );
    });
    expect(wrong).toEqual([]);
  });

  test('have a cover that fits their scheme', () => {
    for (const person of world.persons) {
      expect(person.enrolments.length).toBeGreaterThan(0);
      const years = person.enrolments.map(enrolment => enrolment.coveredYear);
      if (person.scheme === 'EMPLOYEE') {
        expect(years).toEqual([null]);
      } else {
        expect(years.at(-1)).toBe(2026);
        expect(person.account).toEqual({ thisYear: 0n, formerYears: 0n });
      }
      expect(person.interruptedYears.filter(year => year < 2025 || years.includes(year))).toEqual([]);
      expect(person.repairedYears.every(year => person.interruptedYears.includes(year))).toBe(true);
      for (const enrolment of person.enrolments) {
        expect(enrolment.insideConcentratedWindow).toBe(
          enrolment.coveredYear !== null &&
            `${enrolment.coveredYear - 1}-10-01` <= enrolment.paidOn &&
            enrolment.paidOn <= `${enrolment.coveredYear - 1}-12-31`,
        );
      }
    }
  });

  test('include interrupted, repaired, late, suspended and newborn lives', () => {
    const enrolments = world.persons.flatMap(person => person.enrolments);
    expect(world.persons.some(person => person.interruptedYears.length > 0)).toBe(true);
    expect(world.persons.some(person => person.repairedYears.length > 0)).toBe(true);
    expect(enrolments.some(({ newborn }) => newborn)).toBe(true);
    expect(enrolments.some(({ state }) => state === 'SUSPENDED')).toBe(true);
    expect(
      enrolments.some(
        ({ coveredYear, insideConcentratedWindow, newborn }) =>
          coveredYear && !insideConcentratedWindow && !newborn,
      ),
    ).toBe(true);
    expect(world.persons.some(({ name }) => name.startsWith('欧阳'))).toBe(true);
  });

  test('that are canaries share no value with anything else', () => {
    const text = written(world);
    const { personIds, canaries } = { personIds: world.canaries.personIds, canaries: world.canaries };
    for (const value of [...canaries.names, ...canaries.idCards, ...canaries.phones, ...canaries.addresses]) {
      // Once with the person, once in the list of canaries.
      expect(text.split(value)).toHaveLength(3);
    }
    for (const [index, diagnosis] of canaries.diagnoses.entries()) {
      const owners = world.claims
        .filter(claim => claim.diagnosis.text === diagnosis)
        .map(claim => claim.personId);
      expect(owners).toEqual([personIds[index]]);
    }
  });
});

describe('claims', () => {
  test('add up to the 分', () => {
    const wrong = world.claims.filter(
      claim =>
        claim.lines.length === 0 ||
        claim.total !== sum(claim.lines.map(line => line.amount)) ||
        claim.lines.some(line => line.amount !== line.unitPrice * BigInt(line.quantity) || line.amount <= 0n),
    );
    expect(wrong).toEqual([]);
  });

  test('lie within the twelve months before the day of the world, in the order of settlement', () => {
    const first = addDays(world.asOf, -366);
    const outside = world.claims.filter(
      claim =>
        claim.visitedOn < first ||
        claim.settledOn > world.asOf ||
        claim.lines.some(line => line.serviceDate < claim.visitedOn || line.serviceDate > claim.settledOn),
    );
    expect(outside).toEqual([]);
    const instants = world.claims.map(claim => claim.settledAt);
    expect(instants).toEqual([...instants].sort());
  });

  test('hold the planted violations of every kind', () => {
    const kinds = new Map<string, number>();
    for (const { kind } of world.violations) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    expect(Object.fromEntries(kinds)).toEqual({
      REFILL_TOO_EARLY: 6,
      AGE_LIMITED_DRUG: 5,
      DUPLICATE_ITEM_SAME_DAY: 5,
      HIGH_FREQUENCY_PURCHASE: 3,
    });
  });

  test('refill too early only where that was planted', () => {
    const early = [...fills(world.claims).values()].flatMap(series =>
      series.slice(1).filter(({ line }, index) => {
        const earlier = series[index]!.line;
        return daysBetween(earlier.serviceDate, line.serviceDate) < earlier.daysOfSupply! - 3;
      }),
    );
    const planted = world.violations.filter(({ kind }) => kind === 'REFILL_TOO_EARLY');
    expect(early.map(({ claim }) => claim.id).sort()).toEqual(
      planted.map(({ claimIds }) => claimIds[1]).sort(),
    );
  });

  test('give a drug for children to an adult only where that was planted', () => {
    const forChildren = new Set(
      world.drugs.filter(({ limitedTo }) => limitedTo === 'CHILDREN').map(({ nationalCode }) => nationalCode),
    );
    const wrong = world.claims.filter(
      claim =>
        ageOn(persons.get(claim.personId)!.birthDate, claim.visitedOn) >= 14 &&
        claim.lines.some(line => forChildren.has(line.itemCode)),
    );
    const planted = world.violations.filter(({ kind }) => kind === 'AGE_LIMITED_DRUG');
    expect(wrong.map(({ id }) => id).sort()).toEqual(planted.flatMap(({ claimIds }) => claimIds).sort());
  });

  test('repeat an item on a day at a second institution only where that was planted', () => {
    const seen = new Map<string, Set<string>>();
    const repeated = new Set<string>();
    for (const claim of world.claims) {
      for (const line of claim.lines) {
        const key = `${claim.personId}/${line.itemCode}/${line.serviceDate}`;
        const places = seen.get(key) ?? new Set();
        seen.set(key, places.add(claim.institutionCode));
        if (places.size > 1) repeated.add(key);
      }
    }
    const planted = world.violations.filter(({ kind }) => kind === 'DUPLICATE_ITEM_SAME_DAY');
    expect([...repeated].map(key => key.split('/')[0]).sort()).toEqual(
      planted.map(({ personId }) => personId).sort(),
    );
  });

  test('show nobody buying as often as the planted buyers', () => {
    const purchases = new Map<string, number>();
    for (const claim of world.claims) {
      if (claim.visitType === 'PHARMACY' && !plantedClaims.has(claim.id)) {
        purchases.set(claim.personId, (purchases.get(claim.personId) ?? 0) + 1);
      }
    }
    const buyers = world.violations.filter(({ kind }) => kind === 'HIGH_FREQUENCY_PURCHASE');
    const fewest = Math.min(...buyers.map(({ claimIds }) => claimIds.length));
    expect(Math.max(...purchases.values())).toBeLessThan(fewest);
  });

  test('give the showcase several bills, a planted violation, a drug with quotes and past questions', () => {
    const { personId } = world.showcase;
    const claims = world.claims.filter(claim => claim.personId === personId);
    expect(claims.length).toBeGreaterThanOrEqual(5);
    expect(world.violations.some(violation => violation.personId === personId)).toBe(true);
    expect(world.agentRuns.filter(run => run.personId === personId).length).toBeGreaterThanOrEqual(3);
    const quoted = new Set(world.quotes.map(quote => quote.drugId));
    const codes = new Set(
      world.drugs.filter(({ id }) => quoted.has(id)).map(({ nationalCode }) => nationalCode),
    );
    // Whether a page of five begins with the newest bill or with the oldest.
    for (const page of [claims.slice(0, 5), claims.slice(-5)]) {
      expect(page.some(claim => claim.lines.some(line => codes.has(line.itemCode)))).toBe(true);
    }
    expect(world.canaries.personIds).not.toContain(personId);
  });
});

describe('drugs and quotes', () => {
  test('have well-formed national codes with the part of a maker that does not exist', () => {
    for (const { nationalCode } of world.drugs) {
      expect(nationalCode).toMatch(
        /^(X[A-Z]\d{2}[A-Z]{2}[A-Z]\d{3}[A-Z]\d{3}\d{4}|Z[A-Z]\d{2}[A-Z]{2}[A-Z]\d{4}\d{4})9\d{4}$/,
      );
    }
  });

  test('give every generic several makers and most drugs several prices', () => {
    const makers = new Map<string, Set<string>>();
    for (const drug of world.drugs) {
      makers.set(drug.genericName, (makers.get(drug.genericName) ?? new Set()).add(drug.manufacturer));
    }
    expect([...makers.values()].every(set => set.size === 5)).toBe(true);
    const quotes = new Map<string, number>();
    for (const quote of world.quotes) quotes.set(quote.drugId, (quotes.get(quote.drugId) ?? 0) + 1);
    expect([...quotes.values()].filter(count => count >= 3).length).toBeGreaterThan(250);
    expect(world.quotes.some(quote => daysBetween(quote.quotedOn, world.asOf) > 30)).toBe(true);
  });
});

test('a world of any other seed and day keeps its promises', () => {
  for (const [seed, asOf] of [
    [1, '2026-01-02'],
    [2, '2027-10-15'],
    [99, '2025-02-28'],
  ] as const) {
    const other = createDemoWorld({ seed, asOf });
    expect(other.persons).toHaveLength(2_000);
    expect(other.violations).toHaveLength(19);
    expect(
      other.claims.filter(claim => claim.personId === other.showcase.personId).length,
    ).toBeGreaterThanOrEqual(5);
    expect(other.claims.every(claim => claim.settledOn <= asOf)).toBe(true);
  }
});
