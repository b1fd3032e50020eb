import { LockMode } from '@mikro-orm/core';
import { badUserInput, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { move } from '#kernel/vocabulary/transition';
import { requireText } from '../text.ts';
import { PolicyTerm } from '../policy-term/policy-term.entity.ts';
import { readPolicyBook } from '../policy-term/policy-term.store.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { PolicyChange, type StoredTerm } from './policy-change.entity.ts';
import type {
  DecidePolicyChangeInput,
  DraftPolicyChangeInput,
  PolicyTermInput,
} from './policy-change.input.ts';
import {
  DecidePolicyChangeSuccess,
  DraftPolicyChangeSuccess,
  policyChangeRefusal,
} from './policy-change.result.ts';
import { checkChange, mayApprove, POLICY_CHANGE_LIFE, termProblems, UNIT_OF } from './policy-change.rule.ts';

const MOST_TERMS = 200;

type Changed = Outcome<{ readonly changeId: string }>;

/** Drafts and decides changes of policy. The book only grows: nothing that has held is altered. */
export class PolicyChangeService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async draft(
    input: DraftPolicyChangeInput,
    { subject }: Principal,
  ): Promise<DraftPolicyChangeSuccess | Refusal> {
    const { idempotencyKey: key, ...content } = input;
    requireText({ 'input.reason': [input.reason, 4, 400] });
    if (input.terms.length < 1 || input.terms.length > MOST_TERMS)
      throw badUserInput({ 'input.terms': `参数须为1至${MOST_TERMS}项` });
    const terms = input.terms.map(term => draftTerm(term, input.effectiveFrom));
    const problems = termProblems(terms);
    if (problems.length > 0) {
      throw badUserInput(
        Object.fromEntries(
          problems.map(({ index, field, message }) => [`input.terms.${index}.${field}`, message]),
        ),
      );
    }
    const outcome = await this.#kernel.once<Changed>(
      { operation: 'draftPolicyChange', subject, key },
      content,
      async tx => {
        const checked = checkChange(terms, await readPolicyBook(tx), today(this.#kernel.clock));
        if (!checked.ok) return refused(checked.refusal);
        const change: PolicyChange = {
          id: newId(),
          state: 'DRAFTED',
          reason: input.reason.trim(),
          effectiveFrom: input.effectiveFrom,
          terms: terms.map(storeTerm),
          draftedBy: subject,
          draftedAt: this.#kernel.clock.now(),
          decidedBy: null,
          decidedAt: null,
          note: null,
        };
        await tx.insert(PolicyChange, change);
        await this.#audit(tx, 'draftPolicyChange', change);
        return { done: { changeId: change.id } };
      },
    );
    if ('refused' in outcome) return policyChangeRefusal(outcome.refused);
    return Object.assign(new DraftPolicyChangeSuccess(), { change: await this.#read(outcome.done.changeId) });
  }

  async decide(
    input: DecidePolicyChangeInput,
    { subject }: Principal,
  ): Promise<DecidePolicyChangeSuccess | Refusal> {
    const { idempotencyKey: key, ...content } = input;
    requireText({ 'input.note': [input.note, 2, 400] });
    const outcome = await this.#kernel.once<Changed>(
      { operation: 'decidePolicyChange', subject, key },
      content,
      tx => this.#decide(tx, input, subject),
    );
    if ('refused' in outcome) return policyChangeRefusal(outcome.refused);
    return Object.assign(new DecidePolicyChangeSuccess(), {
      change: await this.#read(outcome.done.changeId),
    });
  }

  async #decide(
    tx: EntityManager,
    { changeId, approve, note }: DecidePolicyChangeInput,
    decidedBy: string,
  ): Promise<Changed> {
    // One decision at a time: what two changes add to the same scope and day must not pass both.
    await tx.execute(`select pg_advisory_xact_lock(hashtext('settlement:policy'))`);
    const change = isId(changeId)
      ? await tx.findOne(PolicyChange, { id: changeId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
      : null;
    if (!change) throw notFound('政策调整');
    const state = move(POLICY_CHANGE_LIFE, change.state, approve ? 'APPROVE' : 'REJECT');
    if (!state.ok) return refused(state.refusal);
    if (approve) {
      const allowed = mayApprove(change.draftedBy, decidedBy);
      if (!allowed.ok) return refused(allowed.refusal);
      const terms = change.terms.map(readTerm);
      const checked = checkChange(terms, await readPolicyBook(tx), today(this.#kernel.clock));
      if (!checked.ok) return refused(checked.refusal);
      await tx.insertMany(
        PolicyTerm,
        terms.map(term => ({ ...term, changeId })),
      );
    }
    const decided = { state: state.value, decidedBy, decidedAt: this.#kernel.clock.now(), note: note.trim() };
    await tx.nativeUpdate(PolicyChange, { id: changeId }, decided);
    await this.#audit(tx, 'decidePolicyChange', { ...change, ...decided });
    return { done: { changeId } };
  }

  #audit(
    tx: EntityManager,
    action: string,
    { id, state, effectiveFrom, terms }: PolicyChange,
  ): Promise<void> {
    const details = { state, effectiveFrom, codes: terms.map(term => term.code) };
    return this.#kernel.audit.record(tx, { action, rowId: id, details });
  }

  #read(id: string): Promise<PolicyChange> {
    return this.#kernel.em().findOneOrFail(PolicyChange, id);
  }
}

type DraftTerm = Omit<PolicyTerm, 'changeId'>;

function draftTerm(input: PolicyTermInput, effectiveFrom: CalendarDate): DraftTerm {
  return {
    id: newId(),
    code: input.code,
    version: effectiveFrom,
    kind: input.kind,
    scheme: input.scheme ?? null,
    personGroup: input.personGroup ?? null,
    institutionLevel: input.institutionLevel ?? null,
    visitType: input.visitType ?? null,
    region: input.region ?? null,
    qualifier: input.qualifier ?? null,
    bandFrom: input.bandFrom ?? (input.kind === 'POOLED_RATIO' ? 0n : null),
    bandTo: input.bandTo ?? null,
    unit: UNIT_OF[input.kind],
    value: input.value,
    effectiveFrom,
    effectiveTo: input.effectiveTo ?? null,
    source: input.source.trim(),
    certainty: input.certainty,
  };
}

function storeTerm(term: DraftTerm): StoredTerm {
  return { ...term, bandFrom: term.bandFrom?.toString() ?? null, bandTo: term.bandTo?.toString() ?? null };
}

/** The terms of a draft as they would stand in the book. */
export function readTerm(stored: StoredTerm): DraftTerm {
  const fen = (text: string | null) => (text === null ? null : BigInt(text));
  return { ...stored, bandFrom: fen(stored.bandFrom), bandTo: fen(stored.bandTo) };
}
