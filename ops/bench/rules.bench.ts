import type { BenefitFacts } from '../../subgraphs/settlement/src/benefit/facts.rule.ts';
import { settleBenefit } from '../../subgraphs/settlement/src/benefit/benefit.rule.ts';
import { policyBook } from '../../subgraphs/settlement/src/policy-term/policy-term.rule.ts';
import { DEFAULT_TERMS } from '../../subgraphs/settlement/src/policy-term/policy-term.terms.ts';
import { createDemoWorld, DEMO_SEED } from '../demo/world.ts';
import type { DemoWorld } from '../demo/world.types.ts';
import type { Benchmark } from './benchmark.ts';

/** The benefit pipeline over every bill of a demo year, each with its full trace. */
export const rules: Benchmark = {
  name: 'rules',
  question: 'What does deciding who pays a bill cost, beside merely reading and writing that bill as JSON?',
  prepare() {
    const bills = billsOf(createDemoWorld({ seed: DEMO_SEED, asOf: '2026-03-31' }));
    const book = policyBook(DEFAULT_TERMS);
    const texts = bills.map(bill => JSON.stringify(bill, amountsAsText));
    return {
      unit: 'bill',
      runners: [
        {
          name: 'benefit pipeline',
          units: bills.length,
          run: () => bills.reduce((paid, bill) => paid + fundPaid(settleBenefit(bill, book)), 0n),
        },
        {
          name: 'JSON.parse and JSON.stringify of the same bills',
          units: texts.length,
          run: () => texts.reduce((length, text) => length + JSON.stringify(JSON.parse(text)).length, 0),
        },
      ],
      limits: [{ name: 'published limit of 1 s for a whole transaction', milliseconds: 1_000 }],
    };
  },
};

function fundPaid(decision: ReturnType<typeof settleBenefit>): bigint {
  if (!decision.ok) throw new Error(`a demo bill was refused: ${decision.refusal.code}`);
  return decision.value.fundPaid;
}

function amountsAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function billsOf(world: DemoWorld): BenefitFacts[] {
  const institutions = new Map(world.institutions.map(institution => [institution.code, institution]));
  const persons = new Map(world.persons.map(person => [person.id, person]));
  const items = new Map([...world.drugs, ...world.serviceItems].map(item => [item.nationalCode, item]));
  const limits = new Map(world.drugs.map(drug => [drug.nationalCode, drug.priceLimit]));
  return world.claims.map((claim): BenefitFacts => {
    const institution = institutions.get(claim.institutionCode)!;
    const person = persons.get(claim.personId)!;
    return {
      subject: {
        scheme: claim.scheme,
        personGroup: claim.personGroup,
        institutionLevel: institution.level,
        visitType: claim.visitType,
        region: institution.region,
      },
      settledOn: claim.settledOn,
      lines: claim.lines.map(line => {
        const limit = limits.get(line.itemCode);
        return {
          id: line.id,
          amount: line.amount,
          itemClass: items.get(line.itemCode)!.itemClass,
          firstSelfPayRatio: items.get(line.itemCode)!.firstSelfPayRatio,
          recognisedAmount: limit ? limit * BigInt(line.quantity) : null,
          serviceDate: line.serviceDate,
        };
      }),
      entitlement: 'ENTITLED',
      exclusion: null,
      seriousIllness: null,
      assistanceGroups: [],
      mutualAidMembership: null,
      commercialPayouts: [],
      sanctionedAmount: 0n,
      account: { own: person.account.thisYear + person.account.formerYears, family: 0n },
      accumulators: {},
    };
  });
}
