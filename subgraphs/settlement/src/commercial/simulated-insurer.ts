import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { EntityManager } from '#kernel/persistence/database';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { Kernel } from '#kernel/server/subgraph';
import { yearOf, type CalendarDate } from '#kernel/vocabulary/calendar';
import { sum, ZERO, type Fen } from '#kernel/vocabulary/money';
import type { CommercialPolicy } from './commercial-policy.entity.ts';
import type { InsurerPort } from './insurer.port.ts';
import { payoutOf } from './payout.rule.ts';

/** A line of the simulated insurer's own ledger, which settlement reads through the port only. */
@Entity({ tableName: 'simulated_insurer_entry' })
export class SimulatedInsurerEntry {
  @PrimaryKey({ type: 'string', length: 30 })
  msgid!: string;

  @Property({ type: 'string', length: 20 })
  insurerCode!: string;

  @Property({ type: 'string', length: 40 })
  policyNumber!: string;

  @Property({ type: CalendarDateType })
  day!: CalendarDate;

  @Property({ type: FenType })
  base!: Fen;

  @Property({ type: FenType })
  amount!: Fen;

  /** Fee lines that it was told of. */
  @Property({ type: 'integer' })
  lines!: number;

  @Property({ type: 'string', length: 10 })
  state!: 'AGREED' | 'CONFIRMED' | 'RELEASED';
}

/** An insurer that pays what the shared policy promises, with a ledger of its own; it says that it is simulated. */
export function simulatedInsurer(kernel: Kernel): InsurerPort {
  const entriesOf = (em: EntityManager, { insurerCode, policyNumber }: CommercialPolicy, year: number) =>
    em.find(SimulatedInsurerEntry, {
      insurerCode,
      policyNumber,
      state: { $ne: 'RELEASED' },
      day: { $gte: `${year}-01-01`, $lte: `${year}-12-31` },
    });
  return {
    simulated: true,
    verify: policy => Promise.resolve(policy.policyNumber !== ''),
    async use(policy, year) {
      const entries = await entriesOf(kernel.em(), policy, year);
      return { base: sum(entries.map(({ base }) => base)), paid: sum(entries.map(({ amount }) => amount)) };
    },
    agree: ({ msgid, policy, day, leftToPerson, items }) =>
      kernel.transaction(async tx => {
        await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
          `insurer:${policy.insurerCode}/${policy.policyNumber}`,
        ]);
        const known = await tx.findOne(SimulatedInsurerEntry, { msgid });
        if (known) return known.state === 'RELEASED' ? ZERO : known.amount;
        const entries = await entriesOf(tx, policy, yearOf(day));
        const use = {
          base: sum(entries.map(({ base }) => base)),
          paid: sum(entries.map(({ amount }) => amount)),
        };
        const amount = payoutOf(policy, use, leftToPerson);
        const { insurerCode, policyNumber } = policy;
        const lines = items.length;
        const entry = { msgid, insurerCode, policyNumber, day, base: leftToPerson, amount, lines };
        await tx.insert(SimulatedInsurerEntry, { ...entry, state: 'AGREED' });
        return amount;
      }),
    async confirm(msgid) {
      await kernel.em().nativeUpdate(SimulatedInsurerEntry, { msgid }, { state: 'CONFIRMED' });
    },
    async release(msgid) {
      await kernel.em().nativeUpdate(SimulatedInsurerEntry, { msgid }, { state: 'RELEASED' });
    },
    async ledger(insurerCode, day) {
      const where = { insurerCode, day, state: 'CONFIRMED' as const };
      const entries = await kernel.em().find(SimulatedInsurerEntry, where);
      return entries.map(({ msgid, amount }) => ({ msgid, amount }));
    },
    async correct(msgid, standing) {
      await kernel.em().nativeUpdate(SimulatedInsurerEntry, { msgid }, { amount: standing });
    },
  };
}
