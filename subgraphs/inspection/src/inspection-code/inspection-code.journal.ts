import { LockMode } from '@mikro-orm/core';
import { INSPECTION_CODE_TOPIC, type InspectionCodeChanged } from '#schema/events/inspection.events';
import { notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import type { RefusalFacts } from '#kernel/vocabulary/result';
import { codeRange } from '../data-range.ts';
import { InspectionCode, InspectionCodeMove } from './inspection-code.entity.ts';
import { toInspectionRefusal, type InspectionSuccess } from './inspection-code.result.ts';
import type { InspectionCodeAct, InspectionCodeState } from './inspection-code.terms.ts';

/** What is remembered of an act under its idempotency key. */
export type Outcome = { readonly id: string } | { readonly refusal: RefusalFacts };

/** How every act on a code is done: once per key, under a lock, with history and announcement. */
export class InspectionCodeJournal {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  once(
    operation: string,
    input: { readonly idempotencyKey: string },
    principal: Principal,
    work: (tx: EntityManager) => Promise<Outcome>,
  ): Promise<Outcome> {
    const act = { operation, subject: principal.subject, key: input.idempotencyKey };
    return this.#kernel.once(act, input, work);
  }

  /** The code, locked against other acts; what lies outside the principal's range does not exist. */
  async locked(
    tx: EntityManager,
    find: Record<string, unknown>,
    principal: Principal,
  ): Promise<InspectionCode> {
    const code = await tx.findOne(InspectionCode, { $and: [find, codeRange(principal)] } as never, {
      lockMode: LockMode.PESSIMISTIC_WRITE,
    });
    if (!code) throw notFound('检查码');
    return code;
  }

  /** Moves the code, writes the move into its history and announces it. */
  async record(
    tx: EntityManager,
    code: InspectionCode,
    act: InspectionCodeAct | null,
    toState: InspectionCodeState | null,
    principal: Principal,
    { department = null, reason = null }: { department?: string | null; reason?: string | null },
  ): Promise<void> {
    const fromState = act === null ? null : code.state;
    code.state = toState ?? code.state;
    const sequence =
      act === null ? 1 : (await tx.count(InspectionCodeMove, { inspectionCodeId: code.id })) + 1;
    tx.create(InspectionCodeMove, {
      id: newId(),
      inspectionCodeId: code.id,
      sequence,
      act,
      fromState,
      toState: code.state,
      byRole: principal.role,
      bySubject: principal.subject,
      department,
      reason,
      at: this.#kernel.clock.now(),
    });
    await tx.flush();
    await this.#kernel.audit.record(tx, {
      action: `InspectionCode.${act ?? 'DRAFT'}`,
      rowId: code.id,
      details: { fromState, toState: code.state },
    });
    const event: InspectionCodeChanged = {
      topic: INSPECTION_CODE_TOPIC,
      name: 'InspectionCodeChanged',
      version: 1,
      aggregateId: code.id,
      payload: {
        inspectionCodeId: code.id,
        institutionCode: code.institutionCode,
        region: code.region,
        fromState,
        toState: code.state,
        act,
      },
    };
    await this.#kernel.outbox.add(tx, [event]);
  }

  async answer<Success extends InspectionSuccess>(
    outcome: Outcome,
    success: new () => Success,
  ): Promise<Success | Refusal> {
    if ('refusal' in outcome) return toInspectionRefusal(outcome.refusal);
    const inspectionCode = await this.#kernel.em().findOneOrFail(InspectionCode, { id: outcome.id });
    return Object.assign(new success(), { inspectionCode });
  }
}

/** Finds by id; what is no id finds nothing. */
export function byId(id: string): Record<string, unknown> {
  if (!isId(id)) throw notFound('检查码');
  return { id };
}
