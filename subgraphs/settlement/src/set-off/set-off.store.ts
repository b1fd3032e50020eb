import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import { ZERO } from '#kernel/vocabulary/money';
import { move } from '#kernel/vocabulary/transition';
import { Overpayment } from '../overpayment/overpayment.entity.ts';
import { OVERPAYMENT_LIFE } from '../overpayment/overpayment.rule.ts';
import { SetOff, type SetOffAgainst } from './set-off.entity.ts';
import { PAYMENTS } from './set-off.payments.ts';

/** Payments that are not made after all: what was set off against them is owed again, in the transaction that says so. */
export async function undoSetOffs(
  kernel: Kernel,
  tx: EntityManager,
  against: SetOffAgainst,
  paymentIds: readonly string[],
  because: string,
): Promise<void> {
  const standing = await tx.find(
    SetOff,
    { against, paymentId: { $in: [...paymentIds] }, state: 'APPROVED' },
    { orderBy: { overpaymentId: 'asc', id: 'asc' } },
  );
  for (const { id: rowId, overpaymentId: id, paymentId, personId, amount } of standing) {
    const owed = await tx.findOneOrFail(
      Overpayment,
      { id },
      { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
    );
    const reopened = move(OVERPAYMENT_LIFE, owed.state, 'REOPEN');
    const state = reopened.ok ? reopened.value : owed.state;
    await tx.nativeUpdate(Overpayment, { id }, { repaid: owed.repaid - amount, state });
    await tx.nativeUpdate(SetOff, { id: rowId }, { state: 'UNDONE', undoneBecause: because });
    await PAYMENTS[against].keep(tx, paymentId, ZERO);
    const details = { overpaymentId: id, paymentId, amount: amount.toString() };
    await kernel.audit.record(tx, { action: 'SetOff.UNDONE', rowId, personId, details });
  }
}
