import { PERSON_ERASURE_TOPIC, type PersonErased } from '#schema/events/insured.events';
import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { forbidden, notFound } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import { SUBGRAPHS, type Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { ZERO } from '#kernel/vocabulary/money';
import { refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import { LockMode } from '@mikro-orm/core';
import { PersonalAccount } from '../account/account.entity.ts';
import { Enrolment } from '../enrolment/enrolment.entity.ts';
import type { Outcome } from '../enrolment/outcome.ts';
import { PolicyHolder } from '../foreign/policy-holder.entity.ts';
import type { InsuredPerson } from '../person/insured-person.entity.ts';
import { lockPerson } from '../person/lock-person.ts';
import {
  decideApproval,
  decideErasure,
  ERASURE_LIFE,
  type ErasureAct,
  type ErasureState,
  type TieRefusal,
} from './erasure.rule.ts';
import { PersonErasure, PersonErasureAcknowledgement, PersonErasureStep } from './person-erasure.entity.ts';
import type {
  ApprovePersonErasureInput,
  ErasePersonInput,
  PersonErasureFilter,
  WithdrawPersonErasureInput,
} from './person-erasure.input.ts';
import { unsettledClaims } from './settlement.port.ts';

/** Erases persons in two hands: one administrator drafts, another approves; then every subgraph acknowledges. */
export class PersonErasureService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Drafts an erasure; nothing happens to the person yet. */
  async draft(input: ErasePersonInput, principal: Principal): Promise<Outcome> {
    const { personId, reason } = input;
    if (!isId(personId)) throw notFound('参保人');
    const unsettled = await unsettledClaims(this.#kernel.peers, personId);
    return this.#once('erasePerson', input, principal, async tx => {
      const person = await this.#lock(tx, personId, principal);
      const known = await tx.findOne(PersonErasure, { personId, state: { $ne: 'WITHDRAWN' } });
      if (known) {
        const facts = { erasureId: known.id };
        return { refusal: refuse('ERASURE_EXISTS', '该参保人的抹除已在办理或已完成', facts).refusal };
      }
      if (!person) throw notFound('参保人');
      const free = await this.#decide(tx, personId, unsettled);
      if (!free.ok) return { refusal: plain(free.refusal) };
      const erasure = Object.assign(new PersonErasure(), {
        id: newId(),
        personId,
        reason,
        state: 'DRAFTED' as const,
        draftedBy: principal.subject,
      });
      tx.persist(erasure);
      await tx.flush();
      await this.#record(tx, erasure, 'DRAFT', principal.subject);
      return { id: erasure.id };
    });
  }

  /** Approves an erasure of somebody else's draft and tells every subgraph; what ties the person is decided anew. */
  async approve(input: ApprovePersonErasureInput, principal: Principal): Promise<Outcome> {
    const { personId } = await this.#find(input.erasureId);
    const unsettled = await unsettledClaims(this.#kernel.peers, personId);
    return this.#once('approvePersonErasure', input, principal, async tx => {
      const person = await this.#lock(tx, personId, principal);
      const erasure = await this.#lockErasure(tx, { id: input.erasureId });
      const decided = decideApproval(erasure.state, erasure.draftedBy, principal.subject);
      if (!decided.ok) return this.#refused(tx, erasure, decided.refusal);
      const free = await this.#decide(tx, personId, unsettled);
      if (!free.ok) return this.#refused(tx, erasure, free.refusal);
      person!.erasedOn = today(this.#kernel.clock);
      erasure.state = decided.value;
      await tx.flush();
      await tx.nativeDelete(PolicyHolder, { personId });
      await this.#record(tx, erasure, 'APPROVE', principal.subject);
      const erased: PersonErased = {
        topic: PERSON_ERASURE_TOPIC,
        name: 'PersonErased',
        version: 1,
        aggregateId: personId,
        payload: { personId },
      };
      await this.#kernel.outbox.add(tx, [erased]);
      return { id: erasure.id };
    });
  }

  /** Withdraws an erasure that nobody has approved. */
  async withdraw(input: WithdrawPersonErasureInput, principal: Principal): Promise<Outcome> {
    const { personId } = await this.#find(input.erasureId);
    return this.#once('withdrawPersonErasure', input, principal, async tx => {
      await this.#lock(tx, personId, principal);
      const erasure = await this.#lockErasure(tx, { id: input.erasureId });
      const moved = move(ERASURE_LIFE, erasure.state, 'WITHDRAW');
      if (!moved.ok) return this.#refused(tx, erasure, moved.refusal);
      await this.#move(tx, erasure, 'WITHDRAW', moved.value, principal.subject);
      return { id: erasure.id };
    });
  }

  /** Keeps that a subgraph has erased these persons; the last of the six completes the erasure. Idempotent. */
  async acknowledge(tx: EntityManager, subgraph: string, personIds: readonly string[]): Promise<void> {
    for (const personId of new Set(personIds)) {
      const erasure = await this.#lockErasure(tx, { personId, state: { $in: ['APPROVED', 'COMPLETED'] } });
      await tx
        .createQueryBuilder(PersonErasureAcknowledgement)
        .insert({ erasureId: erasure.id, subgraph, acknowledgedAt: this.#kernel.clock.now() })
        .onConflict(['erasureId', 'subgraph'])
        .ignore()
        .execute('run');
      const acknowledged = await tx.count(PersonErasureAcknowledgement, { erasureId: erasure.id });
      const moved = move(ERASURE_LIFE, erasure.state, 'COMPLETE');
      if (moved.ok && acknowledged === SUBGRAPHS.length) {
        await this.#move(tx, erasure, 'COMPLETE', moved.value, null);
      }
    }
  }

  async list(
    em: EntityManager,
    filter: PersonErasureFilter,
    page: ConnectionArguments,
  ): Promise<Connection<PersonErasure>> {
    const { cursors } = this.#kernel;
    const binding = `personErasures:${JSON.stringify([filter.personId, filter.state])}`;
    const after = positionAfter(cursors, binding, page);
    if (filter.personId && !isId(filter.personId)) return pageOf(cursors, binding, page, [], () => []);
    const rows = await em.find(
      PersonErasure,
      {
        ...(filter.personId && { personId: filter.personId }),
        ...(filter.state && { state: filter.state }),
        ...(after && { id: { $lt: String(after[0]) } }),
      },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, erasure => [erasure.id]);
  }

  #once(
    operation: string,
    input: { readonly idempotencyKey: string },
    { subject }: Principal,
    work: (tx: EntityManager) => Promise<Outcome>,
  ): Promise<Outcome> {
    const act = { operation, subject, key: input.idempotencyKey };
    return this.#kernel.once<Outcome>(act, input, work);
  }

  async #decide(tx: EntityManager, personId: string, unsettled: number): Promise<Result<null, TieRefusal>> {
    const covers = await tx.find(Enrolment, { personId });
    const account = await tx.findOne(PersonalAccount, { id: personId });
    return decideErasure({
      today: today(this.#kernel.clock),
      covers,
      accountMoney: account ? account.thisYear + account.formerYears + account.reserved : ZERO,
      unsettledClaims: unsettled,
    });
  }

  /** Holds the person; null for one who is erased already. Refused outside the administrator's region. */
  async #lock(tx: EntityManager, personId: string, { region }: Principal): Promise<InsuredPerson | null> {
    const person = await lockPerson(tx, personId);
    if (person && region && !person.region.startsWith(region)) throw forbidden('参保地不在管辖范围内');
    return person;
  }

  async #find(erasureId: string): Promise<PersonErasure> {
    const found = isId(erasureId) ? await this.#kernel.em().findOne(PersonErasure, { id: erasureId }) : null;
    if (!found) throw notFound('个人信息抹除');
    return found;
  }

  #lockErasure(tx: EntityManager, where: object): Promise<PersonErasure> {
    return tx.findOneOrFail(PersonErasure, where, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  }

  async #move(
    tx: EntityManager,
    erasure: PersonErasure,
    act: ErasureAct,
    state: ErasureState,
    by: string | null,
  ): Promise<void> {
    erasure.state = state;
    await tx.flush();
    await this.#record(tx, erasure, act, by);
  }

  async #record(
    tx: EntityManager,
    { id, personId, state, reason }: PersonErasure,
    act: PersonErasureStep['act'],
    by: string | null,
  ): Promise<void> {
    await tx.insert(PersonErasureStep, {
      id: newId(),
      erasureId: id,
      act,
      state,
      takenBy: by,
      takenAt: this.#kernel.clock.now(),
    });
    await this.#kernel.audit.record(tx, {
      kind: 'ADMINISTRATION',
      action: `PersonErasure.${act}`,
      rowId: id,
      personId,
      details: { state, reason },
    });
  }

  /** A refusal of an act on an erasure, which leaves a record too. */
  async #refused(
    tx: EntityManager,
    { id, personId }: PersonErasure,
    refusal: RefusalFacts,
  ): Promise<Outcome> {
    await this.#kernel.audit.record(tx, {
      kind: 'REFUSAL',
      action: 'PersonErasure',
      rowId: id,
      personId,
      details: { code: refusal.code },
    });
    return { refusal: plain(refusal) };
  }
}

/** Facts of a refusal as plain JSON, as they are kept under an idempotency key. */
function plain(refusal: RefusalFacts): RefusalFacts {
  const facts = Object.entries(refusal.facts ?? {}).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? String(value) : value,
  ]);
  return { ...refusal, facts: Object.fromEntries(facts) as RefusalFacts['facts'] };
}
