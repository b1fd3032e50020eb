import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen, Ratio } from '#kernel/vocabulary/money';

/**
 * The demo world: one city, seen by all subgraphs alike.
 * Facts and ids only; each subgraph maps what it owns to its own rows and decides the rest by its own rules.
 * Instants are ISO strings in UTC, amounts whole 分.
 */
export interface DemoWorld {
  readonly seed: number;
  /** The last day of the world; everything has happened on it or before it. */
  readonly asOf: CalendarDate;
  readonly districts: readonly DemoDistrict[];
  readonly employers: readonly DemoEmployer[];
  readonly persons: readonly DemoPerson[];
  readonly familyLinks: readonly DemoFamilyLink[];
  readonly institutions: readonly DemoInstitution[];
  readonly physicians: readonly DemoPhysician[];
  readonly drugs: readonly DemoDrug[];
  readonly quotes: readonly DemoQuote[];
  readonly serviceItems: readonly DemoServiceItem[];
  /** In the order in which they happened. */
  readonly claims: readonly DemoClaim[];
  readonly violations: readonly DemoViolation[];
  readonly policies: readonly DemoPolicy[];
  readonly nodes: readonly DemoComputeNode[];
  readonly agentRuns: readonly DemoAgentRun[];
  readonly showcase: DemoShowcase;
  readonly canaries: DemoCanaries;
}

/** What the generator is told; the same request yields the same world, byte for byte. */
export interface DemoRequest {
  readonly seed: number;
  readonly asOf: CalendarDate;
}

export interface DemoDistrict {
  /** GB/T 2260, six digits: `310101`. */
  readonly code: string;
  readonly name: string;
}

export interface DemoEmployer {
  readonly code: string;
  readonly name: string;
  readonly region: string;
}

export type DemoScheme = 'EMPLOYEE' | 'RESIDENT';
export type DemoPersonGroup =
  'EMPLOYED' | 'RETIRED' | 'FLEXIBLE' | 'UNEMPLOYED' | 'STUDENT_CHILD' | 'ADULT' | 'SENIOR';
export type DemoGender = 'MALE' | 'FEMALE';

export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly gender: DemoGender;
  readonly birthDate: CalendarDate;
  /** GB 11643 with the city-level code 310000, which is never issued to a person; unique. */
  readonly idCard: string;
  readonly phone: string;
  readonly address: string;
  /** District code of the place of insurance. */
  readonly region: string;
  readonly scheme: DemoScheme;
  readonly personGroup: DemoPersonGroup;
  readonly employerCode: string | null;
  /** In order of cover; employees have one open enrolment, residents one for each covered year. */
  readonly enrolments: readonly DemoEnrolment[];
  /** Whole calendar years since 2025 without enrolment before the last covered year; residents only. */
  readonly interruptedYears: readonly number[];
  /** Those of the interrupted years that were paid in later. */
  readonly repairedYears: readonly number[];
  readonly account: DemoAccount;
}

export interface DemoEnrolment {
  readonly id: string;
  readonly scheme: DemoScheme;
  readonly personGroup: DemoPersonGroup;
  /** The year that a resident's contribution covers; null for employees. */
  readonly coveredYear: number | null;
  /** The day the contribution was paid, from which a waiting period is counted. */
  readonly paidOn: CalendarDate;
  /** Paid between 1 October and 31 December of the year before the covered year. */
  readonly insideConcentratedWindow: boolean;
  /** Enrolled within 90 days of birth: benefits from birth, no waiting period. */
  readonly newborn: boolean;
  readonly coverFrom: CalendarDate;
  /** Last covered day; null while open-ended. */
  readonly coverTo: CalendarDate | null;
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'ENDED';
  readonly suspensions: readonly DemoSuspension[];
  readonly region: string;
}

export interface DemoSuspension {
  /** First day that does not count. */
  readonly from: CalendarDate;
  /** First day that counts again; null while it lasts. */
  readonly to: CalendarDate | null;
}

/** Personal account; employees only, zero otherwise. */
export interface DemoAccount {
  readonly thisYear: Fen;
  readonly formerYears: Fen;
}

export interface DemoFamilyLink {
  readonly id: string;
  /** Whose account may pay. */
  readonly donorId: string;
  readonly beneficiaryId: string;
  /** What the beneficiary is to the donor. */
  readonly relation: 'SPOUSE' | 'CHILD' | 'PARENT';
  readonly since: CalendarDate;
}

export type DemoInstitutionLevel = 'TERTIARY' | 'SECONDARY' | 'PRIMARY' | 'NONE';
export type DemoInstitutionKind = 'HOSPITAL' | 'COMMUNITY' | 'PHARMACY';

export interface DemoInstitution {
  /** National code: `H31010100001` for institutions, `P31010100001` for pharmacies. */
  readonly code: string;
  readonly name: string;
  readonly region: string;
  readonly address: string;
  readonly level: DemoInstitutionLevel;
  readonly kind: DemoInstitutionKind;
  readonly ownership: 'PUBLIC' | 'PRIVATE';
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED';
  readonly designatedSince: CalendarDate;
}

export interface DemoPhysician {
  /** National code of a physician: `D310101000001`. */
  readonly code: string;
  readonly name: string;
  readonly speciality: string;
  readonly title: '主任医师' | '副主任医师' | '主治医师' | '住院医师';
  /** The first one is the main place of practice. */
  readonly institutionCodes: readonly string[];
}

export type DemoItemClass = 'A' | 'B' | 'C';

export interface DemoDrug {
  readonly id: string;
  /** Well-formed national code with an invented maker part. */
  readonly nationalCode: string;
  readonly genericName: string;
  readonly tradeName: string | null;
  /** As printed on a pack: `0.25g*24粒/盒`. */
  readonly specText: string;
  readonly doseForm: string;
  readonly manufacturer: string;
  readonly licenceNumber: string;
  /** 甲 A, 乙 B, outside the catalogue C. */
  readonly itemClass: DemoItemClass;
  /** What the insured pays before anything else; zero for A, one for C. */
  readonly firstSelfPayRatio: Ratio;
  /** Highest price of a pack that the fund recognises; null where there is none. */
  readonly priceLimit: Fen | null;
  /** Usual price of a pack, around which the quotes lie. */
  readonly referencePrice: Fen;
  /** Days for which one pack lasts at the usual dose; null where that has no meaning (injections). */
  readonly daysPerPack: number | null;
  /** For whom the fund pays; null for everybody. */
  readonly limitedTo: 'CHILDREN' | 'INPATIENT' | null;
}

export interface DemoQuote {
  readonly id: string;
  readonly drugId: string;
  readonly institutionCode: string;
  /** Price of a pack. */
  readonly price: Fen;
  readonly quotedOn: CalendarDate;
}

export interface DemoServiceItem {
  /** National code of fifteen digits: `001102000050000`. */
  readonly nationalCode: string;
  readonly name: string;
  readonly unit: string;
  readonly unitPrice: Fen;
  readonly itemClass: DemoItemClass;
  readonly firstSelfPayRatio: Ratio;
  /** At most so many in a day; null where there is no such rule. */
  readonly dailyLimit: number | null;
}

export type DemoVisitType = 'OUTPATIENT' | 'EMERGENCY' | 'INPATIENT' | 'CHRONIC' | 'PHARMACY';

/** One visit, its fee list and its bill. */
export interface DemoClaim {
  readonly id: string;
  readonly visitId: string;
  readonly settlementId: string;
  readonly personId: string;
  readonly institutionCode: string;
  /** Null at a pharmacy. */
  readonly physicianCode: string | null;
  readonly scheme: DemoScheme;
  readonly personGroup: DemoPersonGroup;
  readonly visitType: DemoVisitType;
  /** First day of the visit. */
  readonly visitedOn: CalendarDate;
  /** Day of settlement, for a stay the day of discharge. */
  readonly settledOn: CalendarDate;
  /** Instant of settlement, in UTC. */
  readonly settledAt: string;
  readonly diagnosis: DemoDiagnosis;
  readonly lines: readonly DemoFeeLine[];
  /** Sum of the lines. */
  readonly total: Fen;
}

export interface DemoDiagnosis {
  /** ICD-10 category or subcategory: `J06.9`. */
  readonly code: string;
  readonly text: string;
}

export interface DemoFeeLine {
  readonly id: string;
  /** Detail number, unique within the visit: `0001`. */
  readonly detailNumber: string;
  readonly kind: 'DRUG' | 'SERVICE';
  readonly itemCode: string;
  readonly itemName: string;
  /** Whole packs or times. */
  readonly quantity: number;
  readonly unitPrice: Fen;
  /** Quantity times unit price. */
  readonly amount: Fen;
  readonly serviceDate: CalendarDate;
  /** Days of supply of a dispensed drug. */
  readonly daysOfSupply: number | null;
}

export type DemoViolationKind =
  /** The same item for the same person on the same day at two institutions. */
  | 'DUPLICATE_ITEM_SAME_DAY'
  /** The next fill of a drug more than three days before the earlier supply ends. */
  | 'REFILL_TOO_EARLY'
  /** Very many purchases of one person within three months. */
  | 'HIGH_FREQUENCY_PURCHASE'
  /** A drug that the fund pays for children only, given to an adult. */
  | 'AGE_LIMITED_DRUG';

/** A violation put into the claims on purpose, in the order of its claims. */
export interface DemoViolation {
  readonly kind: DemoViolationKind;
  readonly personId: string;
  readonly itemCode: string;
  readonly claimIds: readonly string[];
}

/** A commercial policy that its insurer shares for direct payouts. */
export interface DemoPolicy {
  readonly id: string;
  readonly insurerCode: string;
  readonly policyNumber: string;
  readonly personId: string;
  readonly product: string;
  readonly ratio: Ratio;
  readonly deductible: Fen;
  readonly yearlyLimit: Fen;
  readonly firstDay: CalendarDate;
  readonly lastDay: CalendarDate;
}

export interface DemoComputeNode {
  readonly id: string;
  readonly hostname: string;
  readonly rack: string;
  readonly gpuModel: string;
  readonly cpuCores: number;
  readonly memoryGib: number;
  readonly gpus: readonly DemoGpu[];
}

export interface DemoGpu {
  readonly id: string;
  readonly index: number;
  /** As an exporter prints it: `GPU-…`. */
  readonly uuid: string;
  readonly memoryMib: number;
  /** Peak of dense half precision, in TFLOPS. */
  readonly fp16Tflops: number;
}

/** An answered question of the past. */
export interface DemoAgentRun {
  readonly id: string;
  readonly personId: string;
  readonly agent: 'POLICY';
  readonly question: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The GPU that served it. */
  readonly gpuId: string;
  readonly gpuMilliseconds: number;
}

/** Whom the examples and the printed tokens are about: everything of the graph has something to say on them. */
export interface DemoShowcase {
  /** Has settlements, a planted violation and past agent runs; is no canary. */
  readonly personId: string;
  /** Where that person was treated. */
  readonly institutionCode: string;
  /** Whose policy that person holds. */
  readonly insurerCode: string;
}

/** Values that occur nowhere else: wherever one is found in the clear, something leaks. */
export interface DemoCanaries {
  readonly personIds: readonly string[];
  readonly names: readonly string[];
  readonly idCards: readonly string[];
  readonly phones: readonly string[];
  readonly addresses: readonly string[];
  readonly diagnoses: readonly string[];
}
