import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import { PaymentOrder } from '../payment/payment.entity.ts';
import { undoSetOffs } from '../set-off/set-off.store.ts';

/** Takes back payments that are not on their way; what was set off against them is owed again. */
export async function cancelPayments(
  kernel: Kernel,
  tx: EntityManager,
  benefitIds: readonly string[],
): Promise<void> {
  const where = { subjectId: { $in: [...benefitIds] }, state: 'REQUESTED' as const };
  const cancelled = await tx.find(PaymentOrder, where, { fields: ['id'] });
  if (cancelled.length === 0) return;
  const ids = cancelled.map(({ id }) => id);
  await tx.nativeUpdate(PaymentOrder, { id: { $in: ids } }, { state: 'CANCELLED' });
  await undoSetOffs(kernel, tx, 'MATERNITY_BENEFIT', ids, '该笔支付已取消');
}
