import { badUserInput } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import type { EntityManager, Row } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { startOfDay, today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { refuse } from '#kernel/vocabulary/result';
import { HOME_PROVINCE } from '../home.terms.ts';
import { dayAfterEndedMonth } from '../month.ts';
import { requireAmount } from '../online-payment/online-payments.service.ts';
import { ANY_SCHEME, OUR_RECORDS } from '../reconciliation/reconciliation.parties.ts';
import { isClosed } from '../reconciliation/reconciled-month.store.ts';
import { Reconciliation } from '../reconciliation/reconciliation.entity.ts';
import { totalsOf, type ReconciledRecord } from '../reconciliation/reconciliation.rule.ts';
import { checkDays, type ReconciliationService } from '../reconciliation/reconciliation.service.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { netPositions, type CrossPayment } from './clearing.rule.ts';
import { WalletClearing, WalletDebit } from './wallet-payment.entity.ts';
import type { WalletPlatform } from './wallet-platform.port.ts';
import type { ClearProvincesInput, ReconcileProvinceInput, TakeWalletDebitsInput } from './wallet.input.ts';
import {
  ClearProvincesSuccess,
  ReconcileProvinceSuccess,
  TakeWalletDebitsSuccess,
  walletRefusal,
} from './wallet.result.ts';

const MOST_DEBITS = 2_000;

/** Mutual aid across provinces: reconciled with the platform per province, cleared per pair of provinces and day. */
export class WalletClearingService {
  readonly #kernel: Kernel;
  readonly #platform: WalletPlatform;
  readonly #reconciliations: ReconciliationService;

  constructor(kernel: Kernel, platform: WalletPlatform, reconciliations: ReconciliationService) {
    this.#kernel = kernel;
    this.#platform = platform;
    this.#reconciliations = reconciliations;
  }

  /** Takes what our wallets paid in other provinces; what is known already is left alone. */
  async takeDebits(
    { idempotencyKey: key, debits }: TakeWalletDebitsInput,
    { subject }: Principal,
  ): Promise<TakeWalletDebitsSuccess> {
    if (debits.length < 1 || debits.length > MOST_DEBITS)
      throw badUserInput({ 'input.debits': `须为1至${MOST_DEBITS}条` });
    for (const [index, { reference, province, personId, amount }] of debits.entries()) {
      const field = `input.debits.${index}`;
      if (!/^[\x21-\x7e]{1,40}$/.test(reference))
        throw badUserInput({ [`${field}.reference`]: '业务标识无效' });
      requireOther(province, `${field}.province`);
      if (!isId(personId)) throw badUserInput({ [`${field}.personId`]: '参保人标识无效' });
      requireAmount(amount, `${field}.amount`);
    }
    const act = { operation: 'takeWalletDebits', subject, key };
    const added = await this.#kernel.once(act, { debits }, async tx => {
      const references = debits.map(({ reference }) => reference);
      const known = await tx.find(WalletDebit, { reference: { $in: references } });
      const taken = new Set(known.map(({ reference }) => reference));
      const fresh = debits.filter(({ reference }) => !taken.has(reference) && taken.add(reference));
      await bulkInsert(tx, WalletDebit, fresh);
      return fresh.length;
    });
    return Object.assign(new TakeWalletDebitsSuccess(), { added });
  }

  /** Compares our records with the platform's statement of a province, by the mechanism of all reconciliations. */
  async reconcile(
    { idempotencyKey: key, ...given }: ReconcileProvinceInput,
    { subject }: Principal,
  ): Promise<ReconcileProvinceSuccess | Refusal> {
    const { province: party, from, to } = given;
    requireOther(party, 'input.province');
    checkDays(given, today(this.#kernel.clock));
    let details: readonly ReconciledRecord[];
    try {
      details = await this.#platform.statement(party, from, to);
    } catch (error) {
      this.#kernel.log.warn({ err: error, province: party }, 'the wallet platform cannot be asked');
      return walletRefusal(refuse('WALLET_PLATFORM_UNAVAILABLE', '钱包平台暂不可用，请稍后重试').refusal);
    }
    const act = { operation: 'reconcileProvince', subject, key };
    const outcome = await this.#kernel.once<Outcome<{ id: string }>>(act, given, tx =>
      this.#reconciliations.compare(tx, {
        partyKind: 'PROVINCE',
        party,
        region: HOME_PROVINCE,
        scheme: ANY_SCHEME,
        from,
        to,
        totals: totalsOf(details),
        details,
      }),
    );
    if ('refused' in outcome) return walletRefusal(outcome.refused);
    const reconciliation = await this.#kernel.em().findOneOrFail(Reconciliation, outcome.done.id);
    return Object.assign(new ReconcileProvinceSuccess(), { reconciliation });
  }

  /** Nets a month that is closed, once; the same again answers the same. */
  async clear(
    { idempotencyKey: key, month }: ClearProvincesInput,
    { subject }: Principal,
  ): Promise<ClearProvincesSuccess | Refusal> {
    const next = dayAfterEndedMonth(month, today(this.#kernel.clock));
    const act = { operation: 'clearProvinces', subject, key };
    const outcome = await this.#kernel.once<Outcome<object>>(act, { month }, async tx => {
      // The lock of the closing, which counts what is netted here.
      if (!(await isClosed(tx, 'PROVINCE', month)))
        return refused(refuse('MONTH_NOT_CLOSED', '该月尚未对平关账').refusal);
      if ((await tx.count(WalletClearing, { day: { $gte: `${month}-01`, $lt: next } })) > 0)
        return { done: {} };
      const positions = netPositions(await this.#payments(tx, `${month}-01`, next));
      await bulkInsert(
        tx,
        WalletClearing,
        positions.map(({ day, first, firstOwes, second, secondOwes, net, count }) =>
          first === HOME_PROVINCE
            ? { id: newId(), day, province: second, count, receivable: secondOwes, payable: firstOwes, net }
            : {
                id: newId(),
                day,
                province: first,
                count,
                receivable: firstOwes,
                payable: secondOwes,
                net: -net,
              },
        ),
      );
      const details = { month, positions: positions.length };
      await this.#kernel.audit.record(tx, { action: 'WalletClearing.CLEARED', details });
      return { done: {} };
    });
    if ('refused' in outcome) return walletRefusal(outcome.refused);
    const where = { day: { $gte: `${month}-01`, $lt: next } };
    const clearings = await this.#kernel
      .em()
      .find(WalletClearing, where, { orderBy: { day: 'asc', province: 'asc' } });
    return Object.assign(new ClearProvincesSuccess(), { clearings });
  }

  /** The records that were reconciled, as payments between provinces: what another owes us is paid by its wallets. */
  async #payments(tx: EntityManager, first: CalendarDate, next: CalendarDate): Promise<CrossPayment[]> {
    const rows: Row[] = await tx.execute(
      `select party, ours_elsewhere, total::text, (made_at at time zone 'Asia/Shanghai')::date::text as day
       from (${OUR_RECORDS.PROVINCE}) records where made_at >= ?::timestamptz and made_at < ?::timestamptz`,
      [startOfDay(first).toISOString(), startOfDay(next).toISOString()],
    );
    return rows.map(row => {
      const [province, total, day] = [String(row['party']), BigInt(String(row['total'])), String(row['day'])];
      return row['ours_elsewhere'] === true
        ? { day, from: HOME_PROVINCE, to: province, amount: -total }
        : { day, from: province, to: HOME_PROVINCE, amount: total };
    });
  }
}

function requireOther(province: string, field: string): void {
  if (!/^\d{2}0000$/.test(province) || province === HOME_PROVINCE)
    throw badUserInput({ [field]: '须为其他省份的六位区划代码' });
}
