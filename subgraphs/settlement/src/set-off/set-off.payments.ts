import { LockMode } from '@mikro-orm/core';
import { notFound } from '#kernel/graphql/errors';
import type { EntityManager } from '#kernel/persistence/database';
import type { Fen } from '#kernel/vocabulary/money';
import { lockBenefits } from '../maternity/maternity.lock.ts';
import { PaymentOrder } from '../payment/payment.entity.ts';
import { Reimbursement } from '../reimbursement/reimbursement.entity.ts';
import { mayBePaid } from '../reimbursement/reimbursement-workflow.rule.ts';
import type { SetOffAgainst } from './set-off.entity.ts';
import type { OpenPayment } from './set-off.rule.ts';

/** A payment of the centre as a set-off sees it. */
export interface SettablePayment extends OpenPayment {
  readonly id: string;
  readonly personId: string;
  /** Region of the case; null where it has none. */
  readonly region: string | null;
  /** Whether it is decided and not on its way. */
  readonly open: boolean;
}

interface PaymentsOf {
  /** The payment of a subject, held until the end of the transaction; before any debt, so that nobody waits in a ring. */
  lock(tx: EntityManager, subjectId: string): Promise<SettablePayment | null>;
  /** The same by its own id. */
  relock(tx: EntityManager, paymentId: string): Promise<SettablePayment | null>;
  keep(tx: EntityManager, paymentId: string, setOff: Fen): Promise<unknown>;
}

/** What debts can be set off against. */
export const PAYMENTS: Readonly<Record<SetOffAgainst, PaymentsOf>> = {
  REIMBURSEMENT: {
    lock: lockReimbursement,
    relock: lockReimbursement,
    keep: (tx, id, setOff) => tx.nativeUpdate(Reimbursement, { id }, { setOff }),
  },
  MATERNITY_BENEFIT: {
    lock: (tx, subjectId) => lockOrder(tx, { subjectId, state: 'REQUESTED' }),
    relock: (tx, id) => lockOrder(tx, { id }),
    keep: (tx, id, setOff) => tx.nativeUpdate(PaymentOrder, { id }, { setOff }),
  },
};

/** The payment; NOT_FOUND where there is none. */
export async function requirePayment(found: Promise<SettablePayment | null>): Promise<SettablePayment> {
  const payment = await found;
  if (!payment) throw notFound('待支付的待遇');
  return payment;
}

async function lockReimbursement(tx: EntityManager, id: string): Promise<SettablePayment | null> {
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  const found = await tx.findOne(Reimbursement, { id }, { lockMode, refresh: true });
  if (!found) return null;
  const { personId, institutionRegion: region, payable, setOff, state } = found;
  return { id, personId, region, amount: payable ?? 0n, setOff, open: mayBePaid(state) };
}

/** Payments that are asked for leave that state under the lock of benefits only. */
async function lockOrder(
  tx: EntityManager,
  where: { readonly id: string } | { readonly subjectId: string; readonly state: 'REQUESTED' },
): Promise<SettablePayment | null> {
  await lockBenefits(tx);
  const found = await tx.findOne(PaymentOrder, where, { refresh: true });
  if (!found) return null;
  const { id, personId, amount, setOff, state } = found;
  return { id, personId, region: null, amount, setOff, open: state === 'REQUESTED' };
}
