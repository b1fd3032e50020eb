import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { accept, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import { settleBenefit } from '../benefit/benefit.rule.ts';
import { Claim } from '../claim/claim.entity.ts';
import { CLAIM_LIFE } from '../claim/claim-life.rule.ts';
import { countOf, type PolicyBook } from '../policy-term/policy-term.rule.ts';
import { handlingTerm } from '../policy-term/policy-term.store.ts';
import { storeBasis } from '../settlement/basis.ts';
import { lockClaim, openCase } from '../settlement/settlement-case.ts';
import { Settlement } from '../settlement/settlement.entity.ts';
import { saveSettlement } from '../settlement/settlement.store.ts';
import { undoSetOffs } from '../set-off/set-off.store.ts';
import type { UndoService } from '../settlement/undo.service.ts';
import type { Reimbursement } from './reimbursement.entity.ts';
import { checkFiling, checkKind, isLifted, KIND_DEFINITIONS } from './reimbursement-kind.rule.ts';
import type { ReimbursementAct } from './reimbursement-workflow.rule.ts';

/** What a calculation or its roll-back changes of a case. */
interface Calculated {
  readonly settlementId?: string | null;
  readonly payable?: Fen | null;
}

/** Calculates reimbursements by the rules that settle bills, and takes calculations back. */
export class ReimbursementCalculation {
  readonly #kernel: Kernel;
  readonly #undo: UndoService;

  constructor(kernel: Kernel, undo: UndoService) {
    this.#kernel = kernel;
    this.#undo = undo;
  }

  /** What an act does to the money of a case; nothing but for calculation and roll-back. */
  follow(
    tx: EntityManager,
    given: Reimbursement,
    act: ReimbursementAct,
    book: PolicyBook,
  ): Promise<Result<Calculated, RefusalFacts>> {
    if (act === 'CALCULATE') return this.#calculate(tx, given, book);
    if (act === 'ROLL_BACK_CALCULATION') return this.#rollBack(tx, given);
    return Promise.resolve(accept({}));
  }

  async #calculate(
    tx: EntityManager,
    given: Reimbursement,
    book: PolicyBook,
  ): Promise<Result<Calculated, RefusalFacts>> {
    const now = today(this.#kernel.clock);
    const { claim, visit } = await lockClaim(tx, given.claimId, given.institutionCode, {
      channel: 'REIMBURSEMENT',
      ledger: true,
    });
    const state = move(CLAIM_LIFE, claim.state, 'CALCULATE');
    if (!state.ok) throw new Error(`claim ${claim.id} of a reimbursement is ${claim.state}`);
    const opened = await openCase(tx, claim, visit, now, {
      ...KIND_DEFINITIONS[given.kind].benefits(given.lowIncome),
      anyInstitution: isLifted(given.exceptions, 'INSTITUTION_SERVING', now),
    });
    if (!opened.ok) return opened;
    const { facts, items } = opened.value;
    const fits = checkKind(given.kind, facts.subject);
    if (!fits.ok) return fits;
    if (!isLifted(given.exceptions, 'FILING_DEADLINE', now)) {
      const months = countOf(handlingTerm(book, 'FILING_MONTHS', given.registeredOn, 'REIMBURSEMENT'));
      const filed = checkFiling(
        items.map(item => item.serviceDate),
        given.registeredOn,
        months,
      );
      if (!filed.ok) return filed;
    }
    const benefit = settleBenefit(facts, opened.value.book);
    if (!benefit.ok) return benefit;
    const basis = storeBasis(facts, opened.value.book);
    const settlement = await saveSettlement(this.#kernel, tx, opened.value, benefit.value, {
      msgid: null,
      basis,
    });
    await tx.nativeUpdate(Claim, { id: claim.id }, { state: state.value });
    return accept({ settlementId: settlement.id, payable: settlement.fundPaid });
  }

  async #rollBack(
    tx: EntityManager,
    { id, settlementId }: Reimbursement,
  ): Promise<Result<Calculated, RefusalFacts>> {
    const undone = await this.#undo.rollBack(tx, await tx.findOneOrFail(Settlement, settlementId!));
    if (!undone.ok) return undone;
    await undoSetOffs(this.#kernel, tx, 'REIMBURSEMENT', [id], '结算已退回');
    return accept({ settlementId: null, payable: null });
  }
}
