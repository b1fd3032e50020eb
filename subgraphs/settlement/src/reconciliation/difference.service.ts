import { LockMode } from '@mikro-orm/core';
import { forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager, Row } from '#kernel/persistence/database';
import { isId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { startOfDay, today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { refuse } from '#kernel/vocabulary/result';
import { dayAfterEndedMonth } from '../month.ts';
import { requireText } from '../text.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { isClosed } from './reconciled-month.store.ts';
import { ReconciledMonth, Reconciliation, ReconciliationDifference } from './reconciliation.entity.ts';
import type {
  AssignDifferenceInput,
  CloseDifferenceInput,
  CloseReconciledMonthInput,
} from './reconciliation.input.ts';
import { OUR_RECORDS } from './reconciliation.parties.ts';
import {
  AssignDifferenceSuccess,
  CloseDifferenceSuccess,
  CloseReconciledMonthSuccess,
  reconciliationRefusal,
} from './reconciliation.result.ts';

const MOST_PARTIES_NAMED = 20;

type Done = Outcome<{ readonly id: string }>;

/** Clears up differences, each by its owner and with a reason, and closes months without any. */
export class DifferenceService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async assign(
    input: AssignDifferenceInput,
    principal: Principal,
  ): Promise<AssignDifferenceSuccess | Refusal> {
    requireText({ 'input.owner': [input.owner, 1, 200] });
    const outcome = await this.#change('assignDifference', input, principal, () => ({
      changed: { owner: input.owner.trim() },
    }));
    return this.#answer(outcome, new AssignDifferenceSuccess());
  }

  async close(input: CloseDifferenceInput, principal: Principal): Promise<CloseDifferenceSuccess | Refusal> {
    requireText({ 'input.reason': [input.reason, 2, 200] });
    const outcome = await this.#change('closeDifference', input, principal, ({ owner }) =>
      owner === principal.subject
        ? { changed: { outcome: input.outcome, reason: input.reason.trim() } }
        : refused(refuse('DIFFERENCE_NOT_YOURS', '须由责任人处理', { owner }).refusal),
    );
    return this.#answer(outcome, new CloseDifferenceSuccess());
  }

  /** Closes a month of a kind of party: every day reconciled, no difference open. It is reconciled no more. */
  async closeMonth(
    input: CloseReconciledMonthInput,
    principal: Principal,
  ): Promise<CloseReconciledMonthSuccess | Refusal> {
    const { idempotencyKey: key, partyKind, month } = input;
    if (regionLimit(principal) !== null) throw forbidden('关账须覆盖全市');
    const next = dayAfterEndedMonth(month, today(this.#kernel.clock));
    const { subject } = principal;
    const outcome = await this.#kernel.once<Outcome<object>>(
      { operation: 'closeReconciledMonth', subject, key },
      { partyKind, month },
      tx => this.#closeMonth(tx, { partyKind, month, next }, subject),
    );
    if ('refused' in outcome) return reconciliationRefusal(outcome.refused);
    const closed = await this.#kernel.em().findOneOrFail(ReconciledMonth, { partyKind, month });
    return Object.assign(new CloseReconciledMonthSuccess(), { month: closed });
  }

  async #closeMonth(
    tx: EntityManager,
    {
      partyKind,
      month,
      next,
    }: Pick<CloseReconciledMonthInput, 'partyKind' | 'month'> & { next: CalendarDate },
    closedBy: string,
  ): Promise<Outcome<object>> {
    if (await isClosed(tx, partyKind, month)) {
      return refused(refuse('MONTH_CLOSED', '该月已关账', { month }).refusal);
    }
    const first = `${month}-01`;
    const unreconciled: Row[] = await tx.execute(
      `with settled as (
         select distinct party, scheme, (made_at at time zone 'Asia/Shanghai')::date as day
         from (${OUR_RECORDS[partyKind]}) ours where made_at >= ?::timestamptz and made_at < ?::timestamptz),
       counted as (
         select * from "settlement"."reconciliation" where party_kind = ? and from_day >= ? and from_day < ?)
       select party from settled where not exists (
         select from counted c where c.party = settled.party and c.scheme = settled.scheme
           and settled.day between c.from_day and c.to_day and c.state in ('CLEAN', 'RESOLVED'))
       union select party from counted where state in ('DETAILS_AWAITED', 'DIFFERENT')
       order by party limit ${MOST_PARTIES_NAMED}`,
      [startOfDay(first).toISOString(), startOfDay(next).toISOString(), partyKind, first, next],
    );
    if (unreconciled.length > 0) {
      const [{ open }] = (await tx.execute(
        `select coalesce(sum(open), 0)::int as open from "settlement"."reconciliation"
         where party_kind = ? and from_day >= ? and from_day < ?`,
        [partyKind, first, next],
      )) as [{ open: number }];
      const facts = { openDifferences: open, missing: unreconciled.map(row => String(row['party'])) };
      return refused(refuse('MONTH_NOT_CLEAN', '该月未对平，不能关账', facts).refusal);
    }
    await tx.insert(ReconciledMonth, { partyKind, month, closedBy, closedAt: this.#kernel.clock.now() });
    await this.#kernel.audit.record(tx, { action: 'ReconciledMonth.CLOSE', details: { partyKind, month } });
    return { done: {} };
  }

  #change(
    operation: string,
    { idempotencyKey: key, ...content }: AssignDifferenceInput | CloseDifferenceInput,
    principal: Principal,
    decide: (
      difference: ReconciliationDifference,
    ) => { readonly changed: Partial<ReconciliationDifference> } | Exclude<Done, { done: unknown }>,
  ): Promise<Done> {
    const { subject } = principal;
    return this.#kernel.once<Done>({ operation, subject, key }, content, async tx => {
      const { reconciliation, difference } = await lock(tx, content.differenceId, principal);
      if (difference.outcome !== null || reconciliation.state !== 'DIFFERENT') {
        return refused(refuse('DIFFERENCE_CLOSED', '差异已处理或已重新对账').refusal);
      }
      const decided = decide(difference);
      if ('refused' in decided) return decided;
      const { id } = difference;
      await tx.nativeUpdate(ReconciliationDifference, { id }, decided.changed);
      if (decided.changed.outcome) await countDown(tx, reconciliation);
      await this.#kernel.audit.record(tx, { action: operation, rowId: id, details: decided.changed });
      return { done: { id } };
    });
  }

  async #answer<Success extends { difference: ReconciliationDifference }>(
    outcome: Done,
    success: Success,
  ): Promise<Success | Refusal> {
    if ('refused' in outcome) return reconciliationRefusal(outcome.refused);
    const difference = await this.#kernel.em().findOneOrFail(ReconciliationDifference, outcome.done.id);
    return Object.assign(success, { difference });
  }
}

/** The reconciliation first: what supersedes or resolves it locks it too. */
async function lock(tx: EntityManager, id: string, principal: Principal) {
  const difference = isId(id) ? await tx.findOne(ReconciliationDifference, { id }) : null;
  if (!difference) throw notFound('对账差异');
  const where = { id: difference.reconciliationId };
  const reconciliation = await tx.findOneOrFail(Reconciliation, where, {
    lockMode: LockMode.PESSIMISTIC_WRITE,
  });
  if (!reconciliation.region.startsWith(regionLimit(principal) ?? '')) throw forbidden('不在您的数据范围内');
  return {
    reconciliation,
    difference: await tx.findOneOrFail(ReconciliationDifference, { id }, { refresh: true }),
  };
}

async function countDown(tx: EntityManager, { id, open }: Reconciliation): Promise<void> {
  const state = open === 1 ? 'RESOLVED' : 'DIFFERENT';
  await tx.nativeUpdate(Reconciliation, { id }, { open: open - 1, state });
}
