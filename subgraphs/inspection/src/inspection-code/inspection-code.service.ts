import { badUserInput, forbidden } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { Kernel } from '#kernel/server/subgraph';
import type { RefusalFacts, Result } from '#kernel/vocabulary/result';
import { InspectionParty, type InspectionCode } from './inspection-code.entity.ts';
import {
  checkText,
  type CancelInspectionCodeInput,
  type ConcludeInspectionInput,
  type EnterInspectionResultInput,
  type EvaluateInspectionInput,
  type ScanInspectionCodeInput,
  type SendInspectionCodeInput,
  type VoidInspectionCodeInput,
} from './inspection-code.input.ts';
import { byId, type InspectionCodeJournal } from './inspection-code.journal.ts';
import type { InspectionSuccess } from './inspection-code.result.ts';
import { conclude, enterResult, moveCode } from './inspection-code.rule.ts';
import type { InspectionCodeAct, InspectionCodeState } from './inspection-code.terms.ts';

type Decision = Result<InspectionCodeState, RefusalFacts>;

interface Act {
  readonly operation: string;
  readonly act: InspectionCodeAct;
  readonly input: { readonly idempotencyKey: string };
  /** The code concerned: by its id, or by the code that was scanned. */
  readonly find: Record<string, unknown>;
  readonly department?: string;
  readonly reason?: string;
  /** Decides on the state; the transition table alone where it is not given. */
  readonly decide?: (code: InspectionCode, parties: readonly InspectionParty[]) => Decision;
  /** Changes beside the state. */
  readonly change?: (code: InspectionCode, parties: readonly InspectionParty[], now: Date) => void;
}

/** Moves codes that were issued through the rest of their life. */
export class InspectionCodeService {
  readonly #kernel: Kernel;
  readonly #journal: InspectionCodeJournal;

  constructor(kernel: Kernel, journal: InspectionCodeJournal) {
    this.#kernel = kernel;
    this.#journal = journal;
  }

  send<S extends InspectionSuccess>(
    input: SendInspectionCodeInput,
    principal: Principal,
    success: new () => S,
  ) {
    return this.#act(
      { operation: 'sendInspectionCode', act: 'SEND', input, find: byId(input.id) },
      principal,
      success,
    );
  }

  /** The first scan puts a code in use; further scans are kept in the history and change nothing else. */
  scan<S extends InspectionSuccess>(
    input: ScanInspectionCodeInput,
    principal: Principal,
    success: new () => S,
  ) {
    requireRole(principal, ['INSPECTOR', 'INSTITUTION']);
    const find = { code: input.code };
    return this.#act({ operation: 'scanInspectionCode', act: 'SCAN', input, find }, principal, success);
  }

  enterResult<S extends InspectionSuccess>(
    input: EnterInspectionResultInput,
    principal: Principal,
    success: new () => S,
  ) {
    checkText('result', input.result, 1, 2000);
    const { department, finding, result } = input;
    return this.#act(
      {
        operation: 'enterInspectionResult',
        act: 'ENTER_RESULT',
        input,
        find: byId(input.id),
        department,
        decide: (code, parties) => enterResult(code.state, progress(parties), department),
        change: (_code, parties, resultEnteredAt) =>
          void Object.assign(partyOf(parties, department), { finding, result, resultEnteredAt }),
      },
      principal,
      success,
    );
  }

  conclude<S extends InspectionSuccess>(
    input: ConcludeInspectionInput,
    principal: Principal,
    success: new () => S,
  ) {
    const { department } = input;
    return this.#act(
      {
        operation: 'concludeInspection',
        act: 'CONCLUDE',
        input,
        find: byId(input.id),
        department,
        decide: (code, parties) => conclude(code.state, progress(parties), department),
        change: (_code, parties, concludedAt) =>
          void Object.assign(partyOf(parties, department), { concludedAt }),
      },
      principal,
      success,
    );
  }

  evaluate<S extends InspectionSuccess>(
    input: EvaluateInspectionInput,
    principal: Principal,
    success: new () => S,
  ) {
    requireRole(principal, ['INSTITUTION']);
    if (input.rating < 1 || input.rating > 5) throw badUserInput({ rating: '须为 1 到 5' });
    return this.#act(
      {
        operation: 'evaluateInspection',
        act: 'EVALUATE',
        input,
        find: byId(input.id),
        change: code => void (code.rating = input.rating),
      },
      principal,
      success,
    );
  }

  void<S extends InspectionSuccess>(
    input: VoidInspectionCodeInput,
    principal: Principal,
    success: new () => S,
  ) {
    const reason = checkText('reason', input.reason, 2, 500);
    const act = {
      operation: 'voidInspectionCode',
      act: 'VOID',
      input,
      find: byId(input.id),
      reason,
    } as const;
    return this.#act(act, principal, success);
  }

  cancel<S extends InspectionSuccess>(
    input: CancelInspectionCodeInput,
    principal: Principal,
    success: new () => S,
  ) {
    const reason = checkText('reason', input.reason, 2, 500);
    const act = {
      operation: 'cancelInspectionCode',
      act: 'CANCEL',
      input,
      find: byId(input.id),
      reason,
    } as const;
    return this.#act(act, principal, success);
  }

  async #act<Success extends InspectionSuccess>(
    act: Act,
    principal: Principal,
    success: new () => Success,
  ): Promise<Success | Refusal> {
    const outcome = await this.#journal.once(act.operation, act.input, principal, async tx => {
      const code = await this.#journal.locked(tx, act.find, principal);
      const parties = await tx.find(InspectionParty, { inspectionCodeId: code.id });
      const decision: Decision = act.decide?.(code, parties) ?? moveCode(code.state, act.act);
      if (!decision.ok) return { refusal: decision.refusal };
      act.change?.(code, parties, this.#kernel.clock.now());
      await this.#journal.record(tx, code, act.act, decision.value, principal, act);
      return { id: code.id };
    });
    return this.#journal.answer(outcome, success);
  }
}

function requireRole(principal: Principal, roles: readonly Principal['role'][]): void {
  if (!roles.includes(principal.role)) throw forbidden();
}

function progress(parties: readonly InspectionParty[]) {
  return parties.map(({ department, resultEnteredAt, concludedAt }) => ({
    department,
    resultEntered: resultEnteredAt !== null,
    concluded: concludedAt !== null,
  }));
}

function partyOf(parties: readonly InspectionParty[], department: string): InspectionParty {
  return parties.find(party => party.department === department)!;
}
