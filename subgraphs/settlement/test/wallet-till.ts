import { startTestSubgraph, type Asker } from '#test/subgraph';
import { ReconciliationService } from '../src/reconciliation/reconciliation.service.ts';
import { UndoService } from '../src/settlement/undo.service.ts';
import { subgraph } from '../src/subgraph.ts';
import { WalletClearingService } from '../src/wallet/wallet-clearing.service.ts';
import { WalletPayments } from '../src/wallet/wallet-payments.service.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL } from './desk.ts';
import { StandInWalletPlatform } from './stand-in-wallet-platform.ts';

export const REFUSAL = `... on Refusal { code message }`;
export const PAYMENT = `id msgid counter medium handledBy amount state otherProvince note simulated settlement { id }`;
export const PAY = `mutation ($input: PayFromWalletInput!) { payFromWallet(input: $input) {
  ... on PayFromWalletSuccess { payment { ${PAYMENT} } } ${REFUSAL} ... on ExceedsCashRefusal { open }
  ... on WalletUnavailableRefusal { state } } }`;
export const RETURN = `mutation ($input: ReturnWalletPaymentInput!) { returnWalletPayment(input: $input) {
  ... on ReturnWalletPaymentSuccess { payment { ${PAYMENT} } } ${REFUSAL} } }`;
const PAYMENTS = `query { walletPayments(first: 50) { nodes { ${PAYMENT} } } }`;

export const PHARMACY = 'P31010100007';
export const CAMPUS = 'H31010100008';
export const HERE = '3100000000000001';
export const JIANGSU = '3200000000000001';
export const HANDLER: Asker = { role: 'HANDLER', subject: 'zhao' };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

/** Tills whose bills are paid from wallets, through a stand-in of the national platform. */
export class WalletTill {
  #serial = 0;

  private constructor(
    readonly desk: Desk,
    readonly platform: StandInWalletPlatform,
    readonly wallets: WalletPayments,
  ) {}

  static async open(): Promise<WalletTill> {
    const platform = new StandInWalletPlatform();
    let wallets!: WalletPayments;
    const graph = await startTestSubgraph({
      ...subgraph,
      services: kernel => {
        const shipped = subgraph.services(kernel);
        wallets = new WalletPayments(kernel, platform);
        return {
          ...shipped,
          wallets,
          undo: new UndoService(kernel, shipped.accounts, shipped.payouts, wallets),
          walletClearings: new WalletClearingService(kernel, platform, new ReconciliationService(kernel)),
        };
      },
    });
    const desk = new Desk(graph);
    await desk.designate(HOSPITAL);
    await desk.designate(OTHER_HOSPITAL, { level: 'TERTIARY', region: '310104' });
    await desk.designate(PHARMACY, { kind: 'PHARMACY', level: 'NONE' });
    await desk.designate(CAMPUS, { kind: 'COMMUNITY', level: 'NONE' });
    return new WalletTill(desk, platform, wallets);
  }

  stop(): Promise<void> {
    return this.desk.stop();
  }

  /** The day on which tests stand, and a platform without mischief. */
  begin(): void {
    this.desk.graph.clock.set('2026-03-16T02:00:00Z');
    Object.assign(this.platform, { away: false, answersAreLost: false, refusal: null });
  }

  /** A settled bill; by default 100 yuan of which the fund pays nothing. */
  async bill(institution = HOSPITAL, facts: object = {}, amount = '10000'): Promise<Data> {
    const day = this.desk.graph.clock.now().toISOString().slice(0, 10);
    const visitType = institution === PHARMACY ? 'PHARMACY' : 'OUTPATIENT';
    const personId = await this.desk.insure(facts);
    const visit = { startedOn: day, visitType };
    const claimId = await this.desk.claim(personId, [{ amount, serviceDate: day }], visit, institution);
    await this.desk.preSettle(claimId, {}, institution);
    return { personId, ...(await this.desk.settle(claimId, {}, institution)).settlement };
  }

  /** The payment from a wallet, or the refusal. */
  async pay(settlementId: string, amount: string, input: object = {}, institution = HOSPITAL): Promise<Data> {
    const answer = ok(await this.desk.ask(PAY, { settlementId, amount, code: HERE, ...input }, institution));
    return answer.payFromWallet.payment ?? answer.payFromWallet;
  }

  /** What comes of a mutation of the centre's staff. */
  async staff(document: string, input: object, asker = HANDLER): Promise<Data> {
    const idempotencyKey = `wallet-test-${(this.#serial += 1)}`;
    const answer = await this.desk.graph.query(document, { input: { idempotencyKey, ...input } }, asker);
    return Object.values(ok(answer))[0];
  }

  async paymentsOf(asker: Asker): Promise<Data[]> {
    return ok(await this.desk.graph.query(PAYMENTS, {}, asker)).walletPayments.nodes;
  }
}
