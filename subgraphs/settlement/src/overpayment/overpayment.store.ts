import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { ZERO } from '#kernel/vocabulary/money';
import { move } from '#kernel/vocabulary/transition';
import type { MaternityBenefit } from '../maternity/maternity-benefit.entity.ts';
import type { PaidListener } from '../online-payment/online-payments.service.ts';
import { Overpayment } from './overpayment.entity.ts';
import { OVERPAYMENT_LIFE } from './overpayment.rule.ts';

const PAID_TWICE = '同一生育事件已由其他渠道支付';

/** A payment counts as paid back; with the last 分 the overpayment is. */
export const overpaymentPaid: PaidListener = async (tx, { subjectId: id, amount }) => {
  const owed = await tx.findOneOrFail(Overpayment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const repaid = owed.repaid + amount;
  const state = repaid === owed.amount ? move(OVERPAYMENT_LIFE, owed.state, 'REPAY') : null;
  await tx.nativeUpdate(Overpayment, { id }, { repaid, ...(state?.ok && { state: state.value }) });
};

/** What was paid for events that had been paid before is owed at once, and once: the comparison itself is the proof. */
export async function owePaidTwice(
  { audit, clock }: Kernel,
  tx: EntityManager,
  benefits: readonly MaternityBenefit[],
): Promise<void> {
  if (benefits.length === 0) return;
  const debts = benefits.map(({ id: sourceId, personId, amount, caseNumber }) => ({
    id: newId(),
    personId,
    cause: 'DOUBLE_PAYMENT' as const,
    sourceId,
    number: 1,
    state: 'OPEN' as const,
    amount,
    repaid: ZERO,
    reason: PAID_TWICE,
    recordedBy: 'duplicate-check',
    recordedAt: clock.now(),
    items: [{ item: `生育待遇 ${caseNumber}`, amount: amount.toString() }],
  }));
  await tx
    .createQueryBuilder(Overpayment)
    .insert(debts)
    .onConflict(['cause', 'sourceId', 'number'])
    .ignore()
    .execute('run');
  const arisen = await tx.find(Overpayment, { id: { $in: debts.map(({ id }) => id) } });
  const entries = arisen.map(({ id: rowId, personId, cause, sourceId, amount }) => ({
    action: 'Overpayment.ARISEN',
    rowId,
    personId,
    details: { cause, sourceId, amount: amount.toString() },
  }));
  await audit.record(tx, ...entries);
}
