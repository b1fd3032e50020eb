import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today, yearOf } from '#kernel/vocabulary/calendar';
import { sum, ZERO } from '#kernel/vocabulary/money';
import { refuse } from '#kernel/vocabulary/result';
import { MonthlySettlement } from '../declaration/monthly-settlement.entity.ts';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import { digestOf } from '../payment/payment-file.ts';
import { requireText } from '../text.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { disbursementFile } from './disbursement-file.ts';
import { InstitutionListing } from './institution-listing.entity.ts';
import { Disbursement, Voucher } from './voucher.entity.ts';
import type {
  ExportDisbursementInput,
  IssueActualVoucherInput,
  IssueFinalVoucherInput,
  ReleaseVoucherInput,
} from './voucher.input.ts';
import {
  ExportDisbursementSuccess,
  IssueActualVoucherSuccess,
  IssueFinalVoucherSuccess,
  ReleaseVoucherSuccess,
  voucherRefusal,
} from './voucher.result.ts';
import { actualVoucher, finalVoucher } from './voucher.rule.ts';
import { issueVoucher } from './voucher.store.ts';

/** Vouchers in one file of disbursement. */
const MOST_AT_ONCE = 5_000;

type Done = Outcome<{ readonly id: string }>;

/** Issues what institutions are actually paid, month by month and at the end of the year, and sends it to finance. */
export class VoucherService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async issueActual(
    input: IssueActualVoucherInput,
    principal: Principal,
  ): Promise<IssueActualVoucherSuccess | Refusal> {
    if (input.prepaid < ZERO) throw badUserInput({ 'input.prepaid': '不得为负' });
    if (input.retained < ZERO) throw badUserInput({ 'input.retained': '不得为负' });
    const outcome = await this.#once('issueActualVoucher', input, principal, tx =>
      this.#issueActual(tx, input, principal),
    );
    if ('refused' in outcome) return voucherRefusal(outcome.refused);
    return Object.assign(new IssueActualVoucherSuccess(), { voucher: await this.#voucher(outcome.done.id) });
  }

  async issueFinal(
    input: IssueFinalVoucherInput,
    principal: Principal,
  ): Promise<IssueFinalVoucherSuccess | Refusal> {
    if (input.returned < ZERO) throw badUserInput({ 'input.returned': '不得为负' });
    if (input.year < 2000 || input.year >= yearOf(today(this.#kernel.clock))) {
      throw badUserInput({ 'input.year': '须为已结束的年度' });
    }
    const outcome = await this.#once('issueFinalVoucher', input, principal, tx =>
      this.#issueFinal(tx, input, principal),
    );
    if ('refused' in outcome) return voucherRefusal(outcome.refused);
    return Object.assign(new IssueFinalVoucherSuccess(), { voucher: await this.#voucher(outcome.done.id) });
  }

  async release(input: ReleaseVoucherInput, principal: Principal): Promise<ReleaseVoucherSuccess | Refusal> {
    requireText({ 'input.reason': [input.reason, 2, 200] });
    const { voucherId: id } = input;
    const outcome = await this.#once('releaseVoucher', input, principal, async tx => {
      const found = isId(id)
        ? await tx.findOne(Voucher, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!found) throw notFound('支付凭证');
      requireRegion(principal, found.institutionRegion);
      if (found.payable === ZERO || found.disbursementId !== null) {
        return refused(refuse('VOUCHER_NOT_PAYABLE', '凭证已拨付或无应拨付金额').refusal);
      }
      await tx.nativeUpdate(Voucher, { id }, { releasedBecause: input.reason.trim() });
      await this.#kernel.audit.record(tx, {
        action: 'Voucher.RELEASE',
        rowId: id,
        details: { reason: input.reason },
      });
      return { done: { id } };
    });
    if ('refused' in outcome) return voucherRefusal(outcome.refused);
    return Object.assign(new ReleaseVoucherSuccess(), { voucher: await this.#voucher(id) });
  }

  /** Sends what is payable to finance: not what the same person issued, nor what a blacklist holds. */
  async export(
    input: ExportDisbursementInput,
    principal: Principal,
  ): Promise<ExportDisbursementSuccess | Refusal> {
    const outcome = await this.#once('exportDisbursement', input, principal, tx =>
      this.#export(tx, principal),
    );
    if ('refused' in outcome) return voucherRefusal(outcome.refused);
    const disbursement = await this.#kernel.em().findOneOrFail(Disbursement, { id: outcome.done.id });
    return Object.assign(new ExportDisbursementSuccess(), { disbursement });
  }

  async #issueActual(
    tx: EntityManager,
    { monthlySettlementId: id, prepaid, retained }: IssueActualVoucherInput,
    principal: Principal,
  ): Promise<Done> {
    const month = isId(id)
      ? await tx.findOne(MonthlySettlement, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
      : null;
    if (!month) throw notFound('月度结算');
    const { institutionCode, institutionRegion, month: period } = month;
    requireRegion(principal, institutionRegion);
    await lockInstitution(tx, institutionCode);
    const number = `SF${period.replace('-', '')}-${institutionCode}`;
    if (await tx.findOne(Voucher, { number })) return issued(number);
    const cleared = finalNumber(period.slice(0, 4), institutionCode);
    if (await tx.findOne(Voucher, { number: cleared })) {
      return refused(refuse('YEAR_CLEARED', '该年度已清算', { number: cleared }).refusal);
    }
    if (month.state !== 'APPROVED') {
      return refused(refuse('MONTH_NOT_APPROVED', '该月未核定', { fromState: month.state }).refusal);
    }
    const [last] = await tx.find(
      Voucher,
      { institutionCode, kind: 'ACTUAL' },
      { orderBy: { id: 'desc' }, limit: 1 },
    );
    const carriedIn = last?.carriedForward ?? ZERO;
    const decided = actualVoucher({ approved: month.approved!, prepaid, retained, carriedIn });
    const head = { number, kind: 'ACTUAL' as const, institutionCode, institutionRegion, period, retained };
    return this.#issue(tx, head, decided, principal);
  }

  async #issueFinal(
    tx: EntityManager,
    { institutionCode, year, returned, adjustment }: IssueFinalVoucherInput,
    principal: Principal,
  ): Promise<Done> {
    const institution = await tx.findOne(InstitutionCopy, { code: institutionCode });
    if (!institution) throw notFound('定点医药机构');
    requireRegion(principal, institution.region);
    await lockInstitution(tx, institutionCode);
    const number = finalNumber(String(year), institutionCode);
    if (await tx.findOne(Voucher, { number })) return issued(number);
    const actual = { institutionCode, kind: 'ACTUAL' as const, period: { $like: `${year}-%` } };
    const retained = sum((await tx.find(Voucher, actual)).map(voucher => voucher.retained));
    if (returned > retained) {
      return refused(refuse('RETURN_ABOVE_RETENTION', '退还金额超过留存金额', { retained }).refusal);
    }
    const where = { institutionCode, institutionRegion: institution.region, period: String(year) };
    const head = { number, kind: 'FINAL' as const, ...where, retained: ZERO };
    return this.#issue(tx, head, finalVoucher({ retained, returned, adjustment }), principal);
  }

  async #issue(
    tx: EntityManager,
    head: Omit<Parameters<typeof issueVoucher>[1], 'issuedBy' | 'issuedAt'>,
    decided: Parameters<typeof issueVoucher>[2],
    { subject }: Principal,
  ): Promise<Done> {
    const by = { issuedBy: subject, issuedAt: this.#kernel.clock.now() };
    const id = await issueVoucher(tx, { ...head, ...by }, decided);
    const details = { number: head.number, payable: decided.payable.toString() };
    await this.#kernel.audit.record(tx, { action: `Voucher.${head.kind}`, rowId: id, details });
    return { done: { id } };
  }

  async #export(tx: EntityManager, principal: Principal): Promise<Done> {
    if (regionLimit(principal) !== null) throw forbidden('财务拨付须覆盖全市');
    const black = await tx.find(InstitutionListing, { list: 'BLACK', until: null });
    const listed = black.map(({ institutionCode }) => institutionCode);
    const due = { disbursementId: null, payable: { $gt: ZERO }, issuedBy: { $ne: principal.subject } };
    // What is held is left out before the limit, so that it never stands in the way of what is payable.
    const sent = await tx.find(
      Voucher,
      { ...due, $or: [{ institutionCode: { $nin: listed } }, { releasedBecause: { $ne: null } }] },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, limit: MOST_AT_ONCE },
    );
    if (sent.length === 0) return refused(refuse('NOTHING_TO_DISBURSE', '没有可拨付的凭证').refusal);
    const held = await tx.count(Voucher, { ...due, institutionCode: { $in: listed }, releasedBecause: null });
    const disbursement: Disbursement = {
      id: newId(),
      count: sent.length,
      total: sum(sent.map(voucher => voucher.payable)),
      held,
      digest: digestOf(disbursementFile(sent)),
      exportedBy: principal.subject,
      exportedAt: this.#kernel.clock.now(),
    };
    await tx.insert(Disbursement, disbursement);
    const { id, count, total, digest } = disbursement;
    await tx.nativeUpdate(Voucher, { id: { $in: sent.map(voucher => voucher.id) } }, { disbursementId: id });
    const details = { count, total: total.toString(), digest };
    await this.#kernel.audit.record(tx, { action: 'Disbursement.EXPORT', rowId: id, details });
    return { done: { id } };
  }

  #once(
    operation: string,
    { idempotencyKey: key, ...content }: { readonly idempotencyKey: string },
    { subject }: Principal,
    work: (tx: EntityManager) => Promise<Done>,
  ): Promise<Done> {
    return this.#kernel.once({ operation, subject, key }, content, work);
  }

  #voucher(id: string): Promise<Voucher> {
    return this.#kernel.em().findOneOrFail(Voucher, { id });
  }
}

/** Vouchers of an institution are issued one after the other: each carries forward what the last one left. */
async function lockInstitution(tx: EntityManager, code: string): Promise<void> {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`voucher:${code}`]);
}

/** The number of the voucher that clears a year: its retention has been disposed of, so that nothing may be added to it. */
function finalNumber(year: string, institutionCode: string): string {
  return `ZZ${year}-${institutionCode}`;
}

function issued(number: string): Done {
  return refused(refuse('VOUCHER_ISSUED', '凭证已生成', { number }).refusal);
}

function requireRegion(principal: Principal, region: string): void {
  if (!region.startsWith(regionLimit(principal) ?? '')) throw forbidden('不在您的数据范围内');
}
