import type { PeerClient } from '#kernel/server/subgraph';
import type { Asker } from '#test/subgraph';
import { Desk, HOSPITAL, ok } from './desk.ts';

export const REFUSAL = `... on Refusal { code message }`;
export const PAYOUT = `id msgid kind state insurerCode day total leftToPerson paid standing cash simulated
  corrections { standing change reason by } person { id } institution { code }`;
export const SHARE = `mutation ($input: RegisterCommercialPolicyInput!) { registerCommercialPolicy(input: $input) {
  ... on RegisterCommercialPolicySuccess { policy { id insurerCode policyNumber person { id } } } ${REFUSAL} } }`;
const REGISTER = `mutation ($input: RegisterSelfPayingVisitInput!) { registerSelfPayingVisit(input: $input) {
  ... on RegisterSelfPayingVisitSuccess { visit { id selfPaying visitType } } ${REFUSAL} } }`;
export const LIST = `query ($day: CalendarDate) { directPayouts(first: 50, day: $day) { nodes { ${PAYOUT} } } }`;
const RECONCILIATION = `id partyKind party state found open ours { count total } theirs { count total }
  differences(first: 10) { nodes { id kind reference ours { total } theirs { total } } }`;
export const RECONCILE = `mutation ($input: ReconcileDirectPayoutsInput!) { reconcileDirectPayouts(input: $input) {
  ... on ReconcileDirectPayoutsSuccess { reconciliation { ${RECONCILIATION} } }
  ... on InsurerUnavailableRefusal { retryable } ${REFUSAL} } }`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

export const insurer = (institution: string): Asker => ({
  role: 'INSURER',
  institution,
  subject: `clerk-${institution}`,
});
export const hospital = (institution = HOSPITAL): Asker => ({ role: 'INSTITUTION', institution });

/** A counter at which policies of commercial insurers pay; who their holders are is asked of an insured of its own. */
export class Insuring {
  /** How often insured was asked. */
  asked = 0;
  #serial = 0;
  #desk!: Desk;

  /** Everybody there is 蔚然, and a person's number is their id. */
  readonly #insured: PeerClient = {
    ask: async (_peer, document, { input }) => {
      if (!document.includes('matchPolicyHolder')) throw new Error('not asked in this test');
      this.asked += 1;
      const { name, idCard } = input as { readonly name: string; readonly idCard: string };
      if (idCard === 'no number') throw Object.assign(new Error(), { code: 'BAD_USER_INPUT' });
      if (idCard === 'too often') throw Object.assign(new Error(), { code: 'RATE_LIMITED' });
      if (idCard === 'away') throw new Error('no answer');
      return { matchPolicyHolder: name === '蔚然' ? { personId: idCard } : {} } as never;
    },
  };

  static async open(
    settings: Readonly<Record<string, string>> = { SIMULATED_INSURERS: 'on' },
  ): Promise<Insuring> {
    const insuring = new Insuring();
    insuring.#desk = await Desk.open({ settings, peers: insuring.#insured });
    return insuring;
  }

  get desk(): Desk {
    return this.#desk;
  }

  key(): string {
    return `commercial-test-${(this.#serial += 1)}`;
  }

  /** What an act comes to, or its refusal. */
  async ask(document: string, input: object, asker: Asker): Promise<Data> {
    return Object.values(ok(await this.desk.graph.query(document, { input }, asker)))[0];
  }

  /** A policy of 80% above 100 yuan a year, at most 10,000 yuan. */
  policyOf(personId: string): object {
    return {
      idempotencyKey: this.key(),
      policyNumber: `P-${(this.#serial += 1)}-2026`,
      product: '百万医疗',
      holder: { name: '蔚然', idCard: personId },
      ratio: '0.8',
      deductible: '10000',
      yearlyLimit: '1000000',
      firstDay: '2026-01-01',
      lastDay: '2026-12-31',
    };
  }

  async share(personId: string, insurerCode: string, input: object = {}): Promise<Data> {
    const answer = await this.ask(SHARE, { ...this.policyOf(personId), ...input }, insurer(insurerCode));
    return answer.policy ?? answer;
  }

  /** A bill of an insured person, settled with a policy. */
  async settled(personId: string, policyId: string, amount: string, input: object = {}): Promise<Data> {
    const claimId = await this.desk.claim(personId, [{ amount }]);
    await this.desk.preSettle(claimId);
    const answer = await this.desk.settle(claimId, { commercialPolicyId: policyId, ...input });
    return answer.settlement ?? answer;
  }

  /** The claim of a self-paying person’s visit. */
  async selfPaying(personId: string, amount: string, visitType = 'OUTPATIENT'): Promise<string> {
    const input = { msgid: this.desk.msgid(), personId, visitType, startedOn: '2026-03-16' };
    const { visit } = await this.ask(REGISTER, input, hospital());
    return (await this.desk.upload(visit.id, [{ amount }])).claim.id;
  }

  async payoutsOf(asker: Asker, day = '2026-03-16'): Promise<Data[]> {
    return ok(await this.desk.graph.query(LIST, { day }, asker)).directPayouts.nodes;
  }
}
