import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import { institutionLimit, regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { refuse } from '#kernel/vocabulary/result';
import { lockLedger } from '../accumulator/accumulator.store.ts';
import { specialOn, wordsOn } from '../dictionary/dictionary.rule.ts';
import { EnrolmentCopy } from '../foreign/enrolment-copy.entity.ts';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import { readPolicyBook } from '../policy-term/policy-term.store.ts';
import { requireText } from '../text.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { decideMove } from '../workflow/workflow.rule.ts';
import { CostEntry } from './cost-entry.entity.ts';
import type {
  AdvanceCostEntryInput,
  CorrectCostInput,
  CostInput,
  EnterCostInput,
} from './cost-entry.input.ts';
import {
  AdvanceCostEntrySuccess,
  CorrectCostSuccess,
  costEntryRefusal,
  EnterCostSuccess,
} from './cost-entry.result.ts';
import {
  checkCost,
  costEntryWorkflow,
  costProblems,
  paidOf,
  type CostEntryAct,
  type CostEntryStep,
  type CostFacts,
} from './cost-entry.rule.ts';
import { COST_DEFINITIONS, type EntrySide } from './cost-kind.rule.ts';
import { enteredBefore, settledBefore } from './paid-once.store.ts';

type Done = Outcome<{ readonly id: string }>;
type Content = Omit<CostEntry, 'id' | 'side' | 'state' | 'monthlySettlementId' | 'history'>;

/** Enters costs that were not settled online, until they go with a declaration of their institution. */
export class CostEntryService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async enter(input: EnterCostInput, principal: Principal): Promise<EnterCostSuccess | Refusal> {
    const facts = this.#checked(input.cost);
    const side = sideOf(principal);
    const outcome = await this.#once('enterCost', input, principal, async tx => {
      const content = await this.#content(tx, input.cost, facts, side, principal, null);
      if ('refused' in content) return content;
      const history = [this.#step('ENTER', 'ENTERED', principal, null)];
      const entry: CostEntry = {
        id: newId(),
        side,
        ...content.done,
        state: 'ENTERED',
        monthlySettlementId: null,
        history,
      };
      await tx.insert(CostEntry, entry);
      await this.#audit(tx, 'ENTER', entry);
      return { done: { id: entry.id } };
    });
    if ('refused' in outcome) return costEntryRefusal(outcome.refused);
    return Object.assign(new EnterCostSuccess(), { entry: await this.#read(outcome.done.id) });
  }

  async correct(input: CorrectCostInput, principal: Principal): Promise<CorrectCostSuccess | Refusal> {
    const facts = this.#checked(input.cost);
    const outcome = await this.#once('correctCost', input, principal, async tx => {
      const given = await lock(tx, input.costEntryId, principal);
      if (given.kind !== facts.kind || given.institutionCode !== facts.institutionCode)
        throw badUserInput({ 'input.cost': '费用类别与机构不得更改' });
      const moved = this.#move(given, 'CORRECT', principal, null);
      if ('refused' in moved) return moved;
      const content = await this.#content(tx, input.cost, facts, given.side, principal, given.id);
      if ('refused' in content) return content;
      const changed = { ...content.done, ...moved.done };
      await tx.nativeUpdate(CostEntry, { id: given.id }, changed);
      await this.#audit(tx, 'CORRECT', { ...given, ...changed });
      return { done: { id: given.id } };
    });
    if ('refused' in outcome) return costEntryRefusal(outcome.refused);
    return Object.assign(new CorrectCostSuccess(), { entry: await this.#read(outcome.done.id) });
  }

  async advance(
    input: AdvanceCostEntryInput,
    principal: Principal,
  ): Promise<AdvanceCostEntrySuccess | Refusal> {
    if (input.act === 'ENTER' || input.act === 'CORRECT')
      throw badUserInput({ 'input.act': '须为确认、退回或作废' });
    if (input.note != null) requireText({ 'input.note': [input.note, 2, 200] });
    const outcome = await this.#once('advanceCostEntry', input, principal, async tx => {
      const given = await lock(tx, input.costEntryId, principal);
      if (given.monthlySettlementId !== null)
        return refused(refuse('COST_DECLARED', '凭证已随月度结算申报，须先撤销申报').refusal);
      const moved = this.#move(given, input.act, principal, input.note?.trim() ?? null);
      if ('refused' in moved) return moved;
      await tx.nativeUpdate(CostEntry, { id: given.id }, moved.done);
      await this.#audit(tx, input.act, { ...given, ...moved.done });
      return { done: { id: given.id } };
    });
    if ('refused' in outcome) return costEntryRefusal(outcome.refused);
    return Object.assign(new AdvanceCostEntrySuccess(), { entry: await this.#read(outcome.done.id) });
  }

  #checked(cost: CostInput): CostFacts {
    const facts = { ...cost, personId: cost.personId ?? null };
    const problems = Object.entries(costProblems(facts, today(this.#kernel.clock)));
    if (facts.personId !== null && !isId(facts.personId)) problems.push(['personId', '参保人标识格式有误']);
    if (problems.length > 0)
      throw badUserInput(
        Object.fromEntries(problems.map(([field, message]) => [`input.cost.${field}`, message])),
      );
    return facts;
  }

  /** What is kept of a cost, when it may be entered and nothing else has paid it. */
  async #content(
    tx: EntityManager,
    { visitType }: CostInput,
    facts: CostFacts,
    side: EntrySide,
    principal: Principal,
    own: string | null,
  ): Promise<Outcome<Content>> {
    const { kind, institutionCode, number, category, personId, startedOn, endedOn, total } = facts;
    const institution = await tx.findOne(InstitutionCopy, { code: institutionCode });
    if (!institution) throw notFound('定点医药机构');
    requireInRange(principal, { institutionCode, institutionRegion: institution.region });
    if (!COST_DEFINITIONS[kind].enteredBy.includes(side))
      throw forbidden(side === 'CENTRE' ? '此类费用由定点机构录入' : '此类费用由中心端录入');
    const book = await readPolicyBook(tx);
    const enrolments = personId ? await tx.find(EnrolmentCopy, { personId }) : [];
    const judged = checkCost(facts, {
      words: wordsOn(book, endedOn),
      special: specialOn(book, endedOn),
      enrolments,
    });
    if (!judged.ok) return refused(judged.refusal);
    await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `cost-entry:${institutionCode}`,
    ]);
    // The counter settles the same days under the same lock, so that one of both comes first.
    if (personId !== null) await lockLedger(tx, personId);
    const twice = await enteredBefore(tx, facts, own);
    if (twice !== null)
      return refused(refuse('COST_ENTERED', '该凭证或该次就医已录入', { number: twice }).refusal);
    const settled = await settledBefore(tx, facts);
    if (settled !== null)
      return refused(refuse('COST_SETTLED', '该次就医已联网结算', { settlementId: settled }).refusal);
    return {
      done: {
        kind,
        number,
        institutionCode,
        institutionRegion: institution.region,
        category,
        personId,
        scheme: judged.value?.scheme ?? null,
        personGroup: judged.value?.personGroup ?? null,
        visitType,
        startedOn,
        endedOn,
        total,
        fundPaid: paidOf(facts.payments),
        payments: facts.payments.map(({ payer, amount }) => ({ payer, amount: amount.toString() })),
      },
    };
  }

  #move(
    given: CostEntry,
    act: CostEntryAct,
    principal: Principal,
    note: string | null,
  ): Outcome<Pick<CostEntry, 'state' | 'history'>> {
    const { subject, scopes } = principal;
    const moved = decideMove(
      costEntryWorkflow(given.side),
      { state: given.state, history: given.history, amount: given.total, limits: {} },
      act,
      { subject, scopes, onBehalfOf: null, delegations: [], today: today(this.#kernel.clock) },
      note,
    );
    if (!moved.ok) return refused(moved.refusal);
    const state = moved.value.to;
    return { done: { state, history: [...given.history, this.#step(act, state, principal, note)] } };
  }

  #step(
    act: CostEntryAct,
    to: CostEntryStep['to'],
    { subject: by }: Principal,
    note: string | null,
  ): CostEntryStep {
    return { act, to, by, onBehalfOf: null, at: this.#kernel.clock.now().toISOString(), note };
  }

  #audit(tx: EntityManager, act: CostEntryAct, entry: CostEntry): Promise<void> {
    const { id: rowId, personId, kind, number, institutionCode, total, fundPaid } = entry;
    const amounts = { total: total.toString(), fundPaid: fundPaid.toString() };
    const details = { kind, number, institutionCode, ...amounts };
    const whose = personId === null ? {} : { personId };
    return this.#kernel.audit.record(tx, { action: `CostEntry.${act}`, rowId, ...whose, details });
  }

  #once(
    operation: string,
    { idempotencyKey: key, ...content }: { readonly idempotencyKey: string },
    { subject }: Principal,
    work: (tx: EntityManager) => Promise<Done>,
  ): Promise<Done> {
    return this.#kernel.once({ operation, subject, key }, content, work);
  }

  #read(id: string): Promise<CostEntry> {
    return this.#kernel.em().findOneOrFail(CostEntry, { id });
  }
}

function sideOf(principal: Principal): EntrySide {
  return institutionLimit(principal) === null ? 'CENTRE' : 'INSTITUTION';
}

/** Refuses an entry outside the data range of who acts. */
export function requireInRange(
  principal: Principal,
  { institutionCode, institutionRegion }: Pick<CostEntry, 'institutionCode' | 'institutionRegion'>,
): void {
  const institution = institutionLimit(principal);
  const own = institution === null || institution === institutionCode;
  if (principal.role === 'PERSON' || !own || !institutionRegion.startsWith(regionLimit(principal) ?? ''))
    throw forbidden('不在您的数据范围内');
}

async function lock(tx: EntityManager, id: string, principal: Principal): Promise<CostEntry> {
  const found = isId(id)
    ? await tx.findOne(CostEntry, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!found) throw notFound('录入凭证');
  requireInRange(principal, found);
  return found;
}
