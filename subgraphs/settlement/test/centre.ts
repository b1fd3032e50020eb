import type { Answer, Asker } from '#test/subgraph';
import { CONSULTATION, HOSPITAL, ok, type Desk } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const CASE = `id kind state total payable registeredOn promisedBy treatment invoices { number amount }
  history { act to by onBehalfOf note } exceptions { check grantedBy expiresOn } person { id } institution { code }
  settlement { id channel fundPaid cashPaid reproduced payments { payer amount } opposite { id } }`;
const REGISTER = `mutation ($input: RegisterReimbursementInput!) { registerReimbursement(input: $input) {
  __typename ... on RegisterReimbursementSuccess { reimbursement { ${CASE} } } ${REFUSAL}
  ... on DuplicateInvoiceRefusal { invoiceNumbers } ... on InvoiceTotalDiffersRefusal { total invoiceTotal } } }`;
const ADVANCE = `mutation ($input: AdvanceReimbursementInput!) { advanceReimbursement(input: $input) {
  __typename ... on AdvanceReimbursementSuccess { reimbursement { ${CASE} } } ${REFUSAL}
  ... on ReimbursementTransitionRefusal { fromState allowed } ... on SamePersonAgainRefusal { earlierAct }
  ... on FiledTooLateRefusal { deadline } ... on UsedByLaterRefusal { settlementIds } } }`;
const GRANT = `mutation ($input: GrantReimbursementExceptionInput!) { grantReimbursementException(input: $input) {
  __typename ... on GrantReimbursementExceptionSuccess { reimbursement { ${CASE} } } ${REFUSAL} } }`;
const DELEGATE = `mutation ($input: DelegateReviewInput!) { delegateReview(input: $input) { ... on DelegateReviewSuccess { delegation { from to lastDay } } } }`;
const DRAFT = `mutation ($input: DraftPolicyChangeInput!) { draftPolicyChange(input: $input) {
  ... on DraftPolicyChangeSuccess { change { id } } ${REFUSAL} } }`;
const DECIDE = `mutation ($input: DecidePolicyChangeInput!) { decidePolicyChange(input: $input) {
  ... on DecidePolicyChangeSuccess { change { state } } ${REFUSAL} } }`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

export const handler = (subject = 'zhao'): Asker => ({ role: 'HANDLER', subject });
export const reviewer = (subject: string): Asker => ({ role: 'REVIEWER', subject });

/** The centre that handles reimbursements, as tests speak to it. */
export class Centre {
  readonly #desk: Desk;
  #serial = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  key(): string {
    return `centre-test-${(this.#serial += 1)}`;
  }

  tryRegister(personId: string, amount: string, input: object = {}, asker = handler()): Promise<Answer> {
    const number = `FP${String((this.#serial += 1)).padStart(8, '0')}`;
    const item = {
      detailNumber: '0001',
      itemCode: CONSULTATION,
      itemName: '诊察费',
      quantity: '1',
      unitPrice: amount,
      amount,
      serviceDate: '2026-03-10',
    };
    const whole = {
      idempotencyKey: this.key(),
      kind: 'GENERAL',
      personId,
      institutionCode: HOSPITAL,
      visitType: 'OUTPATIENT',
      startedOn: '2026-03-10',
      invoices: [{ number, amount }],
      items: [item],
      ...input,
    };
    return this.#desk.graph.query(REGISTER, { input: whole }, asker);
  }

  async register(personId: string, amount: string, input: object = {}, asker = handler()): Promise<Data> {
    return ok(await this.tryRegister(personId, amount, input, asker)).registerReimbursement.reimbursement;
  }

  tryAct(reimbursementId: string, act: string, asker: Asker, input: object = {}): Promise<Answer> {
    const whole = { idempotencyKey: this.key(), reimbursementId, act, ...input };
    return this.#desk.graph.query(ADVANCE, { input: whole }, asker);
  }

  /** The case after an act, or the refusal. */
  async act(reimbursementId: string, act: string, asker: Asker, input: object = {}): Promise<Data> {
    const answer = ok(await this.tryAct(reimbursementId, act, asker, input)).advanceReimbursement;
    return answer.reimbursement ?? answer;
  }

  async grant(reimbursementId: string, check: string, asker: Asker): Promise<Data> {
    const input = { idempotencyKey: this.key(), reimbursementId, check, reason: '重病住院未能及时申请' };
    const variables = { input: { ...input, expiresOn: '2026-03-20' } };
    return ok(await this.#desk.graph.query(GRANT, variables, asker)).grantReimbursementException;
  }

  tryDelegate(to: string, asker: Asker, input: object = {}): Promise<Answer> {
    const days = { firstDay: '2026-03-16', lastDay: '2026-03-20' };
    const whole = { idempotencyKey: this.key(), to, ...days, reason: '出差', ...input };
    return this.#desk.graph.query(DELEGATE, { input: whole }, asker);
  }

  /** Brings terms into force, drafted by one person and approved by another. */
  async legislate(effectiveFrom: string, terms: readonly object[]): Promise<void> {
    const source = '测试文件〔2026〕1号';
    const input = {
      idempotencyKey: this.key(),
      reason: '调整政策参数',
      effectiveFrom,
      terms: terms.map(term => ({ source, certainty: 'PUBLISHED', ...term })),
    };
    const drafted = ok(await this.#desk.graph.query(DRAFT, { input }, handler('qian')));
    const changeId = drafted.draftPolicyChange.change.id;
    const decision = { idempotencyKey: this.key(), changeId, approve: true, note: '同意' };
    ok(await this.#desk.graph.query(DECIDE, { input: decision }, reviewer('sun')));
  }
}
