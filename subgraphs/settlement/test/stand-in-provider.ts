import { SigningKey, TrustedKeys } from '#kernel/signing/signing-key';
import { newPrivateKey } from '#kernel/signing/sm2';
import type {
  PaymentProvider,
  ProviderOrder,
  ProviderRefund,
} from '../src/online-payment/payment-provider.port.ts';
import type { ProviderAnswer } from '../src/online-payment/online-payment.rule.ts';

/** A payment provider that tests control: what it knows, whether it answers, and what it signs. */
export class StandInProvider implements PaymentProvider {
  readonly simulated = false;
  readonly key = new SigningKey(newPrivateKey());
  readonly trusted = new TrustedKeys([this.key.publicKey]);
  readonly orders = new Map<string, ProviderAnswer>();
  readonly refunds = new Map<string, ProviderRefund>();
  /** Takes what it is asked, and loses its answer. */
  answersAreLost = false;
  /** Does not even hear what it is asked. */
  away = false;

  open({ id }: ProviderOrder): Promise<string> {
    return this.#answer(() => {
      if (!this.orders.has(id)) this.orders.set(id, { outcome: 'OPEN' });
      return `https://pay.example/${id}`;
    });
  }

  query({ id }: ProviderOrder): Promise<ProviderAnswer> {
    return this.#answer(() => this.orders.get(id) ?? { outcome: 'UNKNOWN' });
  }

  refund(refund: ProviderRefund): Promise<'DONE' | 'REFUSED'> {
    return this.#answer(() => {
      this.refunds.set(refund.id, refund);
      return 'DONE' as const;
    });
  }

  /** Somebody pays; what the provider then signs. */
  pay(orderId: string, amount: string, number = `N-${orderId.slice(-12)}`) {
    this.orders.set(orderId, { outcome: 'PAID', number, amount: BigInt(amount) });
    return this.signed({ orderId, outcome: 'PAID', number, amount });
  }

  decline(orderId: string, reason = '余额不足') {
    this.orders.set(orderId, { outcome: 'FAILED', reason });
    return this.signed({ orderId, outcome: 'FAILED', reason });
  }

  signed(content: object) {
    const notice = JSON.stringify(content);
    return { notice, keyId: this.key.keyId, signature: this.key.sign(Buffer.from(notice, 'utf8')) };
  }

  async #answer<Answer>(work: () => Answer): Promise<Answer> {
    if (this.away) throw new Error('the provider is away');
    const answer = work();
    if (this.answersAreLost) throw new Error('no answer in time');
    return answer;
  }
}
