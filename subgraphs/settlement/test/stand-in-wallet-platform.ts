import type { ReconciledRecord } from '../src/reconciliation/reconciliation.rule.ts';
import type { WalletAnswer, WalletPlatform, WalletRequest } from '../src/wallet/wallet-platform.port.ts';

/** A wallet platform that tests control: what it refuses, whether its answers arrive, and what it states. */
export class StandInWalletPlatform implements WalletPlatform {
  readonly simulated = false;
  /** Payments that stand, by message id. */
  readonly taken = new Map<string, bigint>();
  readonly statements = new Map<string, ReconciledRecord[]>();
  refusal: string | null = null;
  answersAreLost = false;
  away = false;
  /** Payments that were asked for, repetitions included. */
  asked = 0;

  async pay({ msgid, code, amount }: WalletRequest): Promise<WalletAnswer> {
    this.asked += 1;
    if (this.away) throw new Error('the platform is away');
    if (this.refusal) return { outcome: 'REFUSED', reason: this.refusal };
    this.taken.set(msgid, amount);
    if (this.answersAreLost) throw new Error('no answer in time');
    return { outcome: 'PAID', province: `${code.slice(0, 2)}0000` };
  }

  async reverse(msgid: string): Promise<void> {
    if (this.away) throw new Error('the platform is away');
    this.taken.delete(msgid);
  }

  async statement(province: string, from: string, to: string): Promise<readonly ReconciledRecord[]> {
    if (this.away) throw new Error('the platform is away');
    return this.statements.get(`${province} ${from} ${to}`) ?? [];
  }
}
