import { randomUUID } from 'node:crypto';
import type { Answer, TestSubgraph } from '#test/subgraph';
import { startTestSubgraph } from '#test/subgraph';
import type { PeerClient } from '#kernel/server/subgraph';
import { subgraph } from '../src/subgraph.ts';

export const HOSPITAL = 'H31010100001';
export const OTHER_HOSPITAL = 'H31010400002';
export const CONSULTATION = '001102000010000';
export const DRUG = 'XJ01CAA040E001010100001';

const REFUSAL = `... on Refusal { code message }`;
const LINES = `step base amount payer layer ruleId parameterVersion`;
const RECKONING = `settledOn entitlement total fundPaid personPays accountPayable trace { ${LINES} }`;
const SETTLEMENT = `id kind state scheme visitType entitlement settledOn total fundPaid accountPaid commercialPaid cashPaid
  payments { payer amount } cashParts { layer amount }`;

const REGISTER = `mutation ($input: RegisterVisitInput!) { registerVisit(input: $input) {
  __typename ... on RegisterVisitSuccess { visit { id visitType startedOn diagnosis } scheme personGroup entitlement } ${REFUSAL}
  ... on NoCoverRefusal { day } ... on InstitutionNotServingRefusal { institutionState } } }`;
const UPLOAD = `mutation ($input: UploadFeesInput!) { uploadFees(input: $input) {
  __typename ... on UploadFeesSuccess { claim { id state total items { detailNumber itemCode amount } } } ${REFUSAL}
  ... on FeeTotalDiffersRefusal { total declaredTotal } ... on DuplicateDetailRefusal { detailNumbers }
  ... on FeeAmountDiffersRefusal { detailNumbers } ... on ItemCodeNotInForceRefusal { detailNumbers } } }`;
const PRE_SETTLE = `mutation ($input: PreSettleInput!) { preSettle(input: $input) {
  __typename ... on PreSettleSuccess { claim { id state } preSettlement { ${RECKONING} } } ${REFUSAL}
  ... on ClaimTransitionRefusal { fromState act } ... on NoPolicyTermRefusal { kind on }
  ... on CostEnteredRefusal { number } } }`;
const SETTLE = `mutation ($input: SettleInput!) { settle(input: $input) {
  __typename ... on SettleSuccess { settlement { ${SETTLEMENT} } } ${REFUSAL}
  ... on ClaimTransitionRefusal { fromState act } ... on AccountUnavailableRefusal { retryable }
  ... on CostEnteredRefusal { number }
  ... on AccumulatorMovedRefusal { preSettled { ${RECKONING} } recomputed { ${RECKONING} } } } }`;
const VOID = `mutation ($input: VoidSettlementInput!) { voidSettlement(input: $input) {
  __typename ... on VoidSettlementSuccess { settlement { ${SETTLEMENT} } opposite { ${SETTLEMENT} } } ${REFUSAL}
  ... on UsedByLaterRefusal { settlementIds } ... on ClaimTransitionRefusal { fromState act } } }`;
const REVERSE = `mutation ($input: ReverseTransactionInput!) { reverseTransaction(input: $input) {
  __typename ... on ReverseTransactionSuccess { outcome opposite { ${SETTLEMENT} } } ${REFUSAL}
  ... on UsedByLaterRefusal { settlementIds } ... on ClaimTransitionRefusal { fromState act } } }`;

export interface Fee {
  readonly detailNumber?: string;
  readonly itemCode?: string;
  readonly itemName?: string;
  readonly quantity?: string;
  readonly unitPrice?: string;
  readonly amount?: string;
  readonly serviceDate?: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

/** The billing desk of hospitals, as tests speak to it. */
export class Desk {
  readonly graph: TestSubgraph;
  #serial = 0;

  constructor(graph: TestSubgraph) {
    this.graph = graph;
  }

  static async open(
    options: {
      peers?: PeerClient;
      now?: string;
      settings?: Readonly<Record<string, string>>;
      unwatched?: boolean;
    } = {},
  ): Promise<Desk> {
    const graph = await startTestSubgraph(subgraph, {
      ...options,
    });
    const desk = new Desk(graph);
    await desk.designate(HOSPITAL, { level: 'SECONDARY', region: '310101' });
    await desk.designate(OTHER_HOSPITAL, { level: 'TERTIARY', region: '310104' });
    return desk;
  }

  async designate(code: string, facts: object = {}): Promise<void> {
    const payload = {
      code,
      name: '医院',
      level: 'SECONDARY',
      kind: 'HOSPITAL',
      ownership: 'PUBLIC',
      region: '310101',
      state: 'ACTIVE',
      ...facts,
    };
    await this.graph.hear([
      { topic: 'inspection.institution', name: 'InstitutionRegistered', aggregateId: code, payload },
    ]);
  }

  async catalogue(nationalCode: string, facts: object): Promise<void> {
    const payload = {
      drugId: randomUUID(),
      nationalCode,
      genericName: '药',
      itemClass: 'A',
      firstSelfPayRatio: '0',
      priceLimit: null,
      ...facts,
    };
    await this.graph.hear([
      { topic: 'pharmacy.drug', name: 'DrugCatalogued', aggregateId: nationalCode, payload },
    ]);
  }

  /** Somebody with employee cover, in the middle of it. */
  async insure(facts: object = {}): Promise<string> {
    const personId = randomUUID();
    await this.enrol(personId, facts);
    return personId;
  }

  async enrol(personId: string, facts: object = {}): Promise<void> {
    const payload = {
      personId,
      enrolmentId: randomUUID(),
      scheme: 'EMPLOYEE',
      personGroup: 'EMPLOYED',
      coveredYear: null,
      state: 'ACTIVE',
      coverFrom: '2020-01-01',
      coverTo: null,
      waitingState: null,
      benefitsFrom: null,
      region: '310101',
      ...facts,
    };
    await this.graph.hear([
      { topic: 'insured.enrolment', name: 'EnrolmentChanged', aggregateId: payload.enrolmentId, payload },
    ]);
  }

  /** A message id that was not used before. */
  msgid(institution = HOSPITAL): string {
    this.#serial += 1;
    return `${institution}20260316100000${String(this.#serial).padStart(4, '0')}`;
  }

  ask(document: string, input: object, institution = HOSPITAL): Promise<Answer> {
    return this.graph.query(
      document,
      { input: { msgid: this.msgid(institution), ...input } },
      { role: 'INSTITUTION', institution },
    );
  }

  async register(input: object, institution = HOSPITAL): Promise<Data> {
    const visit = { visitType: 'OUTPATIENT', startedOn: '2026-03-16', ...input };
    return ok(await this.ask(REGISTER, visit, institution)).registerVisit;
  }

  tryRegister(input: object, institution = HOSPITAL): Promise<Answer> {
    return this.ask(REGISTER, { visitType: 'OUTPATIENT', startedOn: '2026-03-16', ...input }, institution);
  }

  tryUpload(
    visitId: string,
    fees: readonly Fee[],
    extra: object = {},
    institution = HOSPITAL,
  ): Promise<Answer> {
    const items = fees.map((fee, index) => ({
      detailNumber: String(index + 1).padStart(4, '0'),
      itemCode: CONSULTATION,
      itemName: '诊察费',
      quantity: '1',
      unitPrice: fee.amount ?? '10000',
      amount: '10000',
      serviceDate: '2026-03-16',
      ...fee,
    }));
    const total = items.reduce((sum, item) => sum + BigInt(item.amount), 0n).toString();
    return this.ask(UPLOAD, { visitId, items, total, ...extra }, institution);
  }

  async upload(
    visitId: string,
    fees: readonly Fee[],
    extra: object = {},
    institution = HOSPITAL,
  ): Promise<Data> {
    return ok(await this.tryUpload(visitId, fees, extra, institution)).uploadFees;
  }

  /** A claim of one visit, ready to be reckoned. */
  async claim(
    personId: string,
    fees: readonly Fee[],
    visit: object = {},
    institution = HOSPITAL,
  ): Promise<string> {
    const registered = await this.register({ personId, ...visit }, institution);
    const uploaded = await this.upload(registered.visit.id, fees, {}, institution);
    return uploaded.claim.id;
  }

  async preSettle(claimId: string, input: object = {}, institution = HOSPITAL): Promise<Data> {
    return ok(await this.ask(PRE_SETTLE, { claimId, ...input }, institution)).preSettle;
  }

  async settle(claimId: string, input: object = {}, institution = HOSPITAL): Promise<Data> {
    return ok(await this.trySettle(claimId, input, institution)).settle;
  }

  trySettle(claimId: string, input: object = {}, institution = HOSPITAL): Promise<Answer> {
    return this.ask(SETTLE, { claimId, useAccount: false, ...input }, institution);
  }

  /** A bill from the registration to the settlement. */
  async bill(personId: string, amount: string, input: object = {}): Promise<Data> {
    const claimId = await this.claim(personId, [{ amount }]);
    await this.preSettle(claimId);
    return { claimId, ...(await this.settle(claimId, input)).settlement };
  }

  async void(settlementId: string, input: object = {}, institution = HOSPITAL): Promise<Data> {
    return ok(await this.tryVoid(settlementId, input, institution)).voidSettlement;
  }

  tryVoid(settlementId: string, input: object = {}, institution = HOSPITAL): Promise<Answer> {
    return this.ask(VOID, { settlementId, ...input }, institution);
  }

  async reverse(originalMsgid: string, originalInfno = '2207', input: object = {}): Promise<Data> {
    return ok(await this.tryReverse(originalMsgid, originalInfno, input)).reverseTransaction;
  }

  tryReverse(
    originalMsgid: string,
    originalInfno = '2207',
    input: object = {},
    institution = HOSPITAL,
  ): Promise<Answer> {
    return this.ask(REVERSE, { originalMsgid, originalInfno, ...input }, institution);
  }

  /** What a person has used in 2026, by kind. */
  async accumulators(personId: string): Promise<Record<string, string>> {
    const answer = await this.graph.entities(
      '... on InsuredPerson { accumulators(year: 2026) { kind amount } }',
      [{ __typename: 'InsuredPerson', id: personId }],
    );
    const rows = ok(answer)._entities[0].accumulators as { kind: string; amount: string }[];
    return Object.fromEntries(rows.filter(row => row.amount !== '0').map(row => [row.kind, row.amount]));
  }

  stop(): Promise<void> {
    return this.graph.stop();
  }
}

/** The data of an answer without errors. */
export function ok(answer: Answer): Data {
  if (answer.errors) throw new Error(`unexpected GraphQL errors: ${JSON.stringify(answer.errors)}`);
  return answer.data;
}

/** The code and the fields of a request that was not accepted. */
export function rejected(answer: Answer): string {
  const extensions = answer.errors?.[0]?.extensions;
  if (!extensions) throw new Error(`accepted: ${JSON.stringify(answer.data)}`);
  return [extensions['code'], ...Object.keys(extensions['fields'] ?? {})].join(' ');
}
