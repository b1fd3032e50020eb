import { LockMode } from '@mikro-orm/core';
import { forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { startOfDay, today } from '#kernel/vocabulary/calendar';
import { sum } from '#kernel/vocabulary/money';
import { refuse } from '#kernel/vocabulary/result';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import { dayAfterEndedMonth } from '../month.ts';
import { requireText } from '../text.ts';
import {
  askingInstitution,
  refused,
  transact,
  type Outcome,
} from '../transaction/institution-transaction.ts';
import { WalletDeclaration, WalletPayment } from './wallet-payment.entity.ts';
import { counterOf } from './wallet-payment.rule.ts';
import type { DeclareWalletPaymentsInput, ReportWalletDeclarationInput } from './wallet.input.ts';
import {
  DeclareWalletPaymentsSuccess,
  ReportWalletDeclarationSuccess,
  walletRefusal,
} from './wallet.result.ts';

/** What institutions ask for wallet payments of a month, and what became of it. */
export class WalletDeclarationService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Declares every payment up to the end of a month that stands and is in no declaration; both sides count the same. */
  async declare(
    input: DeclareWalletPaymentsInput,
    principal: Principal,
  ): Promise<DeclareWalletPaymentsSuccess | Refusal> {
    const institutionCode = askingInstitution(principal, input.msgid);
    const next = dayAfterEndedMonth(input.month, today(this.#kernel.clock));
    const outcome = await transact<{ id: string }>(this.#kernel, principal, 'WDEC', input, async tx => {
      const institution = await tx.findOneOrFail(InstitutionCopy, { code: institutionCode });
      const paidAt = { $lt: startOfDay(next) };
      const where = { institutionCode, state: 'PAID', declarationId: null, paidAt } as const;
      const payments = await tx.find(WalletPayment, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const [count, total] = [payments.length, sum(payments.map(({ amount }) => amount))];
      if (count === 0 || count !== input.count || total !== input.total)
        return refused(refuse('WALLET_TOTALS_DIFFER', '申报与中心记录不符', { count, total }).refusal);
      const declaration: WalletDeclaration = {
        id: newId(),
        institutionCode,
        institutionRegion: institution.region,
        month: input.month,
        counter: counterOf(institution),
        count,
        total,
        state: 'DECLARED',
        note: null,
        declaredAt: this.#kernel.clock.now(),
      };
      const { id } = declaration;
      await tx.insert(WalletDeclaration, declaration);
      const ids = payments.map(payment => payment.id);
      await tx.nativeUpdate(WalletPayment, { id: { $in: ids } }, { declarationId: id });
      const details = { month: input.month, count, total: total.toString() };
      await this.#kernel.audit.record(tx, { action: 'WalletDeclaration.DECLARED', rowId: id, details });
      return { done: { id } };
    });
    if ('refused' in outcome) return walletRefusal(outcome.refused);
    const declaration = await this.#read(outcome.done.id);
    return Object.assign(new DeclareWalletPaymentsSuccess(), { declaration });
  }

  /** Takes what became of the payment of a declaration; one that came back may still be paid. */
  async report(
    { idempotencyKey: key, ...given }: ReportWalletDeclarationInput,
    principal: Principal,
  ): Promise<ReportWalletDeclarationSuccess | Refusal> {
    requireText({ 'input.note': [given.note, 2, 200] });
    const { declarationId: id, paid } = given;
    const act = { operation: 'reportWalletDeclaration', subject: principal.subject, key };
    const outcome = await this.#kernel.once<Outcome<object>>(act, given, async tx => {
      const lockMode = LockMode.PESSIMISTIC_WRITE;
      const found = isId(id) ? await tx.findOne(WalletDeclaration, { id }, { lockMode }) : null;
      if (!found) throw notFound('钱包申报');
      if (!found.institutionRegion.startsWith(regionLimit(principal) ?? ''))
        throw forbidden('不在您的数据范围内');
      if (found.state === 'PAID') return refused(refuse('WALLET_DECLARATION_PAID', '该申报已支付').refusal);
      const state = paid ? ('PAID' as const) : ('FAILED' as const);
      await tx.nativeUpdate(WalletDeclaration, { id }, { state, note: given.note.trim() });
      await this.#kernel.audit.record(tx, { action: `WalletDeclaration.${state}`, rowId: id });
      return { done: {} };
    });
    if ('refused' in outcome) return walletRefusal(outcome.refused);
    return Object.assign(new ReportWalletDeclarationSuccess(), { declaration: await this.#read(id) });
  }

  #read(id: string): Promise<WalletDeclaration> {
    return this.#kernel.em().findOneOrFail(WalletDeclaration, { id });
  }
}
