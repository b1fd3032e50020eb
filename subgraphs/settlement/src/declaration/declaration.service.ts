import { LockMode } from '@mikro-orm/core';
import { forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import { institutionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { later, today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { refuse } from '#kernel/vocabulary/result';
import { dayAfterMonth } from '../month.ts';
import { countOf, type PolicyBook } from '../policy-term/policy-term.rule.ts';
import { handlingTerm, readPolicyBook } from '../policy-term/policy-term.store.ts';
import { requireText } from '../text.ts';
import { issueApprovedVoucher } from '../voucher/voucher.store.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { decideMove } from '../workflow/workflow.rule.ts';
import { addWorkingDays } from '../working-day/working-day.rule.ts';
import type { AdvanceMonthlySettlementInput, DeclareMonthInput } from './declaration.input.ts';
import {
  AdvanceMonthlySettlementSuccess,
  declarationRefusal,
  DeclareMonthSuccess,
} from './declaration.result.ts';
import { DECLARATION_WORKFLOW, type DeclarationEntry } from './declaration-workflow.rule.ts';
import { monthInRange } from './month-range.ts';
import { MonthlySettlement } from './monthly-settlement.entity.ts';
import { VOUCHER } from './voucher.signed.ts';

/** Day of the next month on which declarations close. */
const CLOSING_DAY = '10';

type Done = Outcome<{ readonly id: string }>;

/** By when a month is paid: the time limit runs from the day on which declarations close, or from a later declaration. */
export function promisedBy(
  book: PolicyBook,
  nextMonth: CalendarDate,
  declaredOn: CalendarDate,
): CalendarDate {
  const term = handlingTerm(book, 'HANDLING_WORKING_DAYS', declaredOn, 'MONTHLY_SETTLEMENT');
  return addWorkingDays(later(`${nextMonth.slice(0, 8)}${CLOSING_DAY}`, declaredOn), countOf(term));
}

/** Declares months of institutions and moves them on to their payment. */
export class DeclarationService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async declare(input: DeclareMonthInput, principal: Principal): Promise<DeclareMonthSuccess | Refusal> {
    const institution = institutionLimit(principal);
    if (institution === null) throw forbidden('只有定点医药机构可以申报');
    const nextMonth = dayAfterMonth(input.month);
    const outcome = await this.#kernel.once<Done>(
      { operation: 'declareMonth', subject: institution, key: input.idempotencyKey },
      { month: input.month },
      tx => this.#declare(tx, institution, { month: input.month, nextMonth }, principal.subject),
    );
    if ('refused' in outcome) return declarationRefusal(outcome.refused);
    return Object.assign(new DeclareMonthSuccess(), { monthlySettlement: await this.#read(outcome.done.id) });
  }

  async advance(
    input: AdvanceMonthlySettlementInput,
    principal: Principal,
  ): Promise<AdvanceMonthlySettlementSuccess | Refusal> {
    const { idempotencyKey: key, ...content } = input;
    if (input.note != null) requireText({ 'input.note': [input.note, 2, 200] });
    const outcome = await this.#kernel.once<Done>(
      { operation: 'advanceMonthlySettlement', subject: principal.subject, key },
      content,
      tx => this.#advance(tx, input, principal),
    );
    if ('refused' in outcome) return declarationRefusal(outcome.refused);
    const monthlySettlement = await this.#read(outcome.done.id);
    return Object.assign(new AdvanceMonthlySettlementSuccess(), { monthlySettlement });
  }

  /** Takes every direct settlement that counts and every confirmed entry, not declared yet, up to the end of the month. */
  async #declare(
    tx: EntityManager,
    institution: string,
    { month, nextMonth }: { readonly month: string; readonly nextMonth: CalendarDate },
    by: string,
  ): Promise<Done> {
    const now = today(this.#kernel.clock);
    if (now < nextMonth) {
      return refused(refuse('MONTH_NOT_ENDED', '当月结束后方可申报', { month }).refusal);
    }
    await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`declaration:${institution}`]);
    const known = await tx.findOne(MonthlySettlement, {
      institutionCode: institution,
      month,
      state: { $ne: 'WITHDRAWN' },
    });
    if (known) {
      const facts = { month, fromState: known.state };
      return refused(refuse('MONTH_DECLARED', '该月已申报', facts).refusal);
    }
    const id = newId();
    const rows = await tx.execute(
      `with declared as (
         update "settlement"."settlement" set monthly_settlement_id = ?
         where institution_code = ? and settled_on < ? and monthly_settlement_id is null
           and kind = 'NORMAL' and state = 'SETTLED' and channel = 'DIRECT'
         returning 1 as settlements, total, fund_paid + account_paid as owed, institution_region),
       entered as (
         update "settlement"."cost_entry" set monthly_settlement_id = ?
         where institution_code = ? and ended_on < ? and monthly_settlement_id is null and state = 'CONFIRMED'
         returning 0 as settlements, total, fund_paid as owed, institution_region)
       select coalesce(sum(settlements), 0)::int as settlements, count(*)::int as costs,
         coalesce(sum(total), 0)::text as total, coalesce(sum(owed), 0)::text as declared,
         max(institution_region) as region
       from (select * from declared union all select * from entered) taken`,
      [id, institution, nextMonth, id, institution, nextMonth],
    );
    const [{ settlements, costs, total, declared, region }] = rows as [Record<string, string>];
    if (Number(costs) === 0) {
      return refused(refuse('NOTHING_TO_DECLARE', '没有可申报的结算', { month }).refusal);
    }
    const monthlySettlement: MonthlySettlement = {
      id,
      institutionCode: institution,
      institutionRegion: region!,
      month,
      state: 'DECLARED',
      settlements: Number(settlements),
      costEntries: Number(costs) - Number(settlements),
      total: BigInt(total!),
      declared: BigInt(declared!),
      deducted: 0n,
      approved: null,
      voucherNumber: null,
      declaredOn: now,
      promisedBy: promisedBy(await readPolicyBook(tx), nextMonth, now),
      history: [this.#entry('DECLARE', 'DECLARED', by, null)],
    };
    await tx.insert(MonthlySettlement, monthlySettlement);
    await this.#audit(tx, 'DECLARE', monthlySettlement);
    return { done: { id } };
  }

  async #advance(
    tx: EntityManager,
    input: AdvanceMonthlySettlementInput,
    principal: Principal,
  ): Promise<Done> {
    const given = await lock(tx, input.monthlySettlementId, principal);
    const note = input.note?.trim() ?? null;
    const moved = decideMove(
      DECLARATION_WORKFLOW,
      { state: given.state, history: given.history, amount: given.declared, limits: {} },
      input.act,
      {
        subject: principal.subject,
        scopes: principal.scopes,
        onBehalfOf: null,
        delegations: [],
        today: today(this.#kernel.clock),
      },
      note,
    );
    if (!moved.ok) return refused(moved.refusal);
    const { to } = moved.value;
    const changed: Partial<MonthlySettlement> = {
      state: to,
      history: [...given.history, this.#entry(input.act, to, principal.subject, note)],
    };
    if (to === 'APPROVED') {
      changed.approved = given.declared - given.deducted;
      changed.voucherNumber = `HD${given.month.replace('-', '')}-${given.institutionCode}`;
      const by = { issuedBy: principal.subject, issuedAt: this.#kernel.clock.now() };
      await issueApprovedVoucher(tx, { ...given, ...changed }, by);
    }
    if (to === 'WITHDRAWN') {
      for (const table of ['settlement', 'cost_entry']) {
        await tx.execute(
          `update "settlement"."${table}" set monthly_settlement_id = null where monthly_settlement_id = ?`,
          [given.id],
        );
      }
    }
    await tx.nativeUpdate(MonthlySettlement, { id: given.id }, changed);
    const month = { ...given, ...changed };
    if (to === 'APPROVED') await this.#kernel.signatures.sign(tx, VOUCHER, month.id, month);
    await this.#audit(tx, input.act, month);
    return { done: { id: given.id } };
  }

  #entry(
    act: DeclarationEntry['act'],
    to: DeclarationEntry['to'],
    by: string,
    note: string | null,
  ): DeclarationEntry {
    return { act, to, by, onBehalfOf: null, at: this.#kernel.clock.now().toISOString(), note };
  }

  #audit(tx: EntityManager, act: string, month: MonthlySettlement): Promise<void> {
    const details = {
      state: month.state,
      declared: month.declared.toString(),
      approved: month.approved?.toString() ?? null,
    };
    return this.#kernel.audit.record(tx, { action: `MonthlySettlement.${act}`, rowId: month.id, details });
  }

  #read(id: string): Promise<MonthlySettlement> {
    return this.#kernel.em().findOneOrFail(MonthlySettlement, id);
  }
}

async function lock(tx: EntityManager, id: string, principal: Principal): Promise<MonthlySettlement> {
  const found = isId(id)
    ? await tx.findOne(MonthlySettlement, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!found) throw notFound('月度结算');
  if (!monthInRange(principal, found)) throw forbidden('不在您的数据范围内');
  return found;
}
