import type { TestSubgraph } from '#test/subgraph';
import { checkCharacter } from '../src/person/id-card.rule.ts';

/** A citizen identity number with the city-level code, which is never issued; odd orders are male. */
export function idCardOf(birthDate: string, order = 1): string {
  const digits = `310000${birthDate.replaceAll('-', '')}${String(order).padStart(3, '0')}`;
  return digits + checkCharacter(digits);
}

let counter = 0;

/** A key that no other call in this test file has. */
export function newKey(): string {
  return `test-key-${++counter}`;
}

export const ENROLMENT_FIELDS = `
  id scheme personGroup coveredYear coverFrom coverTo state suspendedFrom suspensionReason region
  person { id name idCard birthDate gender region personGroup }
  waitingPeriod { state waiverReason months fixedMonths variableMonths interruptedYears repairedYears
    startOn shiftedStartOn benefitsFrom lengthDays servedDays remainingDays }`;

const REFUSAL = '... on Refusal { code message }';

const mutation = (name: string, refusals = '') => {
  const noun = name.charAt(0).toUpperCase() + name.slice(1);
  return `mutation ($input: ${noun}Input!) { ${name}(input: $input) {
    __typename ... on ${noun}Success { enrolment { ${ENROLMENT_FIELDS} } } ${REFUSAL} ${refusals} } }`;
};

export const ENROL = mutation(
  'enrolPerson',
  `... on DoubleEnrolmentRefusal { enrolmentId } ... on PaymentDateRefusal { paidOn opens closes }
   ... on PersonDeceasedRefusal { deceasedOn } ... on NameMismatchRefusal { personId }`,
);
export const SUSPEND = mutation(
  'suspendEnrolment',
  `... on EnrolmentStateRefusal { fromState act } ... on DateOutsideCoverRefusal { on coverFrom coverTo }
   ... on BeforeLastChangeRefusal { changedOn }`,
);
export const RESUME = mutation('resumeEnrolment', '... on EnrolmentStateRefusal { fromState act }');
export const REPAIR = mutation(
  'repairWaitingPeriod',
  '... on RepairYearsRefusal { years } ... on EnrolmentStateRefusal { fromState act }',
);
export const END_WAIT = mutation('endWaitingPeriod', '... on EnrolmentStateRefusal { fromState act }');

export interface Enrolling {
  readonly birthDate?: string;
  readonly order?: number;
  readonly name?: string;
  readonly region?: string;
  readonly exemptGroup?: string;
  readonly personId?: string;
  readonly personGroup?: string;
  readonly coveredYear?: number | null;
  readonly paidOn?: string;
  readonly repairedYears?: readonly number[];
  readonly idempotencyKey?: string;
}

/** The input of an enrolment: an adult who pays for 2026 in March, unless told otherwise. */
export function enrolling(wish: Enrolling): Record<string, unknown> {
  const {
    birthDate = '1980-05-01',
    order = 1,
    name = '张三丰',
    region = '310101',
    exemptGroup,
    personId,
    personGroup = 'ADULT',
    coveredYear = 2026,
    paidOn = '2026-03-02',
    repairedYears,
    idempotencyKey = newKey(),
  } = wish;
  const person = { idCard: idCardOf(birthDate, order), name, region, phone: '13800001234', exemptGroup };
  return {
    idempotencyKey,
    ...(personId ? { personId } : { person }),
    personGroup,
    coveredYear,
    paidOn,
    repairedYears,
  };
}

/** Enrols somebody and yields the enrolment; fails on a refusal. */
export async function enrol(graph: TestSubgraph, wish: Enrolling) {
  const { enrolPerson } = await graph.data(ENROL, { input: enrolling(wish) });
  if (enrolPerson.__typename !== 'EnrolPersonSuccess') throw new Error(`refused: ${enrolPerson.code}`);
  return enrolPerson.enrolment;
}
