import { LockMode } from '@mikro-orm/core';
import { badUserInput, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { addDays, today } from '#kernel/vocabulary/calendar';
import { amountOf } from '../policy-term/policy-term.rule.ts';
import { handlingTerm, readPolicyBook } from '../policy-term/policy-term.store.ts';
import { requireInRange } from '../range.ts';
import { requireText } from '../text.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { Delegation } from '../workflow/delegation.entity.ts';
import { decideMove, type Actor } from '../workflow/workflow.rule.ts';
import type { ReimbursementCalculation } from './reimbursement.calculation.ts';
import { Reimbursement, ReimbursementInvoice } from './reimbursement.entity.ts';
import type { AdvanceReimbursementInput, GrantReimbursementExceptionInput } from './reimbursement.input.ts';
import {
  AdvanceReimbursementSuccess,
  GrantReimbursementExceptionSuccess,
  reimbursementRefusal,
} from './reimbursement.result.ts';
import { REIMBURSEMENT_WORKFLOW, type ReimbursementEntry } from './reimbursement-workflow.rule.ts';

const LONGEST_EXCEPTION_DAYS = 30;

type Acted = Outcome<{ readonly reimbursementId: string }>;

/** Moves reimbursements on by their workflow: load → decide → calculate or roll back → save, in one transaction. */
export class ReimbursementService {
  readonly #kernel: Kernel;
  readonly #calculation: ReimbursementCalculation;

  constructor(kernel: Kernel, calculation: ReimbursementCalculation) {
    this.#kernel = kernel;
    this.#calculation = calculation;
  }

  async advance(
    input: AdvanceReimbursementInput,
    principal: Principal,
  ): Promise<AdvanceReimbursementSuccess | Refusal> {
    const { idempotencyKey: key, ...content } = input;
    if (input.note != null) requireText({ 'input.note': [input.note, 2, 200] });
    const outcome = await this.#kernel.once<Acted>(
      { operation: 'advanceReimbursement', subject: principal.subject, key },
      content,
      tx => this.#advance(tx, input, principal),
    );
    if ('refused' in outcome) return reimbursementRefusal(outcome.refused);
    return Object.assign(new AdvanceReimbursementSuccess(), {
      reimbursement: await this.#read(outcome.done),
    });
  }

  /** Lifts one named check for one case that is not calculated yet, by somebody who did not register it. */
  async grantException(
    input: GrantReimbursementExceptionInput,
    principal: Principal,
  ): Promise<GrantReimbursementExceptionSuccess | Refusal> {
    const { idempotencyKey: key, ...content } = input;
    requireText({ 'input.reason': [input.reason, 4, 200] });
    const now = today(this.#kernel.clock);
    if (input.expiresOn < now || input.expiresOn > addDays(now, LONGEST_EXCEPTION_DAYS)) {
      throw badUserInput({ 'input.expiresOn': `须在今天起${LONGEST_EXCEPTION_DAYS}天之内` });
    }
    const outcome = await this.#kernel.once<Acted>(
      { operation: 'grantReimbursementException', subject: principal.subject, key },
      content,
      tx => this.#grant(tx, input, principal),
    );
    if ('refused' in outcome) return reimbursementRefusal(outcome.refused);
    const reimbursement = await this.#read(outcome.done);
    return Object.assign(new GrantReimbursementExceptionSuccess(), { reimbursement });
  }

  async #advance(tx: EntityManager, input: AdvanceReimbursementInput, principal: Principal): Promise<Acted> {
    const given = await lock(tx, input.reimbursementId, principal);
    const now = today(this.#kernel.clock);
    const note = input.note?.trim() ?? null;
    const actor: Actor = {
      subject: principal.subject,
      scopes: principal.scopes,
      onBehalfOf: input.onBehalfOf ?? null,
      delegations: input.onBehalfOf ? await tx.find(Delegation, { to: principal.subject }) : [],
      today: now,
    };
    const book = await readPolicyBook(tx);
    const threshold = (name: string) =>
      amountOf(handlingTerm(book, 'REVIEW_THRESHOLD', given.registeredOn, name));
    const limits = { SECOND: threshold('SECOND'), THIRD: threshold('THIRD') };
    const facts = { state: given.state, history: given.history, amount: given.payable ?? 0n, limits };
    const moved = decideMove(REIMBURSEMENT_WORKFLOW, facts, input.act, actor, note);
    if (!moved.ok) return refused(moved.refusal);
    const changed = await this.#calculation.follow(tx, given, input.act, book);
    if (!changed.ok) return refused(changed.refusal);
    const { to } = moved.value;
    const entry: ReimbursementEntry = {
      act: input.act,
      to,
      by: actor.subject,
      onBehalfOf: actor.onBehalfOf,
      at: this.#kernel.clock.now().toISOString(),
      note,
    };
    const history = [...given.history, entry];
    await tx.nativeUpdate(Reimbursement, { id: given.id }, { ...changed.value, state: to, history });
    if (to === 'REJECTED' || to === 'CANCELLED') {
      await tx.nativeUpdate(ReimbursementInvoice, { reimbursementId: given.id }, { live: false });
    }
    await this.#kernel.audit.record(tx, {
      action: `Reimbursement.${input.act}`,
      rowId: given.id,
      personId: given.personId,
      details: { from: given.state, to, onBehalfOf: actor.onBehalfOf },
    });
    return { done: { reimbursementId: given.id } };
  }

  async #grant(
    tx: EntityManager,
    { reimbursementId, check, reason, expiresOn }: GrantReimbursementExceptionInput,
    principal: Principal,
  ): Promise<Acted> {
    const given = await lock(tx, reimbursementId, principal);
    if (given.state !== 'REGISTERED') {
      const facts = { fromState: given.state, act: 'CALCULATE', allowed: [] };
      return refused({ code: 'ILLEGAL_TRANSITION', message: '只有待结算的报销可以免除校验', facts });
    }
    if (given.history.some(({ act, by }) => act === 'REGISTER' && by === principal.subject)) {
      const facts = { earlierAct: 'REGISTER' };
      return refused({ code: 'SAME_PERSON_AGAIN', message: '登记人不得为本人登记的报销免除校验', facts });
    }
    const exception = { check, reason: reason.trim(), grantedBy: principal.subject, expiresOn };
    await tx.nativeUpdate(Reimbursement, { id: given.id }, { exceptions: [...given.exceptions, exception] });
    await this.#kernel.audit.record(tx, {
      action: 'grantReimbursementException',
      rowId: given.id,
      personId: given.personId,
      details: { check, expiresOn },
    });
    return { done: { reimbursementId: given.id } };
  }

  #read({ reimbursementId }: { readonly reimbursementId: string }): Promise<Reimbursement> {
    return this.#kernel.em().findOneOrFail(Reimbursement, reimbursementId);
  }
}

/** A case in the data range of who asks, locked until the end of the transaction. */
async function lock(tx: EntityManager, id: string, principal: Principal): Promise<Reimbursement> {
  const found = isId(id)
    ? await tx.findOne(Reimbursement, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!found) throw notFound('零星报销');
  requireInRange(principal, found);
  return found;
}
