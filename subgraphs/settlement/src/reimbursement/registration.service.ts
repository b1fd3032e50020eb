import { badUserInput } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import { arrayLiteral } from '#kernel/persistence/array-literal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { LARGEST_AMOUNT, sum, ZERO } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { Claim } from '../claim/claim.entity.ts';
import { FeeItem } from '../claim/fee-item.entity.ts';
import { checkFeeList, feeLineProblems } from '../claim/fee-list.rule.ts';
import { entitlementOn } from '../entitlement/entitlement.rule.ts';
import { EnrolmentCopy } from '../foreign/enrolment-copy.entity.ts';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import type { InvoiceSharing } from '../invoice/invoice-sharing.port.ts';
import { invoiceProblem, type SharedInvoice } from '../invoice/invoice.rule.ts';
import { countOf } from '../policy-term/policy-term.rule.ts';
import { handlingTerm, readPolicyBook } from '../policy-term/policy-term.store.ts';
import { inRange } from '../range.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { Visit } from '../visit/visit.entity.ts';
import { addWorkingDays } from '../working-day/working-day.rule.ts';
import { Reimbursement, ReimbursementInvoice } from './reimbursement.entity.ts';
import type { RegisterReimbursementInput } from './reimbursement.input.ts';
import { checkKind, KIND_DEFINITIONS } from './reimbursement-kind.rule.ts';
import { RegisterReimbursementSuccess, reimbursementRefusal } from './reimbursement.result.ts';

const MOST_LINES = 500;
const MOST_INVOICES = 50;

type Registered = Outcome<{ readonly reimbursementId: string }>;

/** Registers reimbursements: the visit, its fee lines and its invoices, with the day by which it is promised. */
export class RegistrationService {
  readonly #kernel: Kernel;

  readonly #sharing: InvoiceSharing;

  constructor(kernel: Kernel, sharing: InvoiceSharing) {
    this.#kernel = kernel;
    this.#sharing = sharing;
  }

  /** Registers a case; `known` are its invoices as shared, where whoever asks has looked them up. */
  async register(
    input: RegisterReimbursementInput,
    principal: Principal,
    known?: readonly SharedInvoice[],
  ): Promise<RegisterReimbursementSuccess | Refusal> {
    const now = today(this.#kernel.clock);
    checkShape(input, now);
    const { idempotencyKey: key, ...content } = input;
    const shared = known ? accept(known) : await this.#shared(input);
    if (!shared.ok) return reimbursementRefusal(shared.refusal);
    const outcome = await this.#kernel.once<Registered>(
      { operation: 'registerReimbursement', subject: principal.subject, key },
      content,
      tx => this.#register(tx, input, principal, now, shared.value),
    );
    if ('refused' in outcome) return reimbursementRefusal(outcome.refused);
    const reimbursement = await this.#kernel.em().findOneOrFail(Reimbursement, outcome.done.reimbursementId);
    return Object.assign(new RegisterReimbursementSuccess(), { reimbursement });
  }

  async #register(
    tx: EntityManager,
    input: RegisterReimbursementInput,
    principal: Principal,
    now: CalendarDate,
    shared: readonly SharedInvoice[],
  ): Promise<Registered> {
    const institution = await tx.findOne(InstitutionCopy, { code: input.institutionCode });
    const keys = { personId: input.personId, institutionCode: input.institutionCode };
    if (!institution || !inRange(principal, { ...keys, institutionRegion: institution.region })) {
      const message = '就诊机构不在名录或不在您的数据范围内';
      return refused(refuse('INSTITUTION_NOT_SERVING', message, { institutionState: null }).refusal);
    }
    const invoiceTotal = sum(input.invoices.map(invoice => invoice.amount));
    const listed = checkFeeList(input.items, sum(input.items.map(item => item.amount)), new Set());
    if (!listed.ok) return refused(listed.refusal);
    if (listed.value !== invoiceTotal) {
      const facts = { total: listed.value, invoiceTotal };
      return refused(refuse('INVOICE_TOTAL_DIFFERS', '票据合计与费用明细合计不符', facts).refusal);
    }
    const cover = entitlementOn(await tx.find(EnrolmentCopy, { personId: input.personId }), input.startedOn);
    if (!cover.ok) return refused(cover.refusal);
    const { scheme, personGroup, region } = cover.value.enrolment;
    const subject = {
      scheme,
      personGroup,
      region,
      visitType: input.visitType,
      institutionLevel: institution.level,
    };
    const fits = checkKind(input.kind, subject);
    if (!fits.ok) return refused(fits.refusal);
    const duplicate = await this.#takenInvoices(tx, input);
    if (duplicate) return refused(duplicate);
    const unfit = unfitInvoices(input, shared);
    if (unfit) return refused(unfit);
    const days = countOf(
      handlingTerm(await readPolicyBook(tx), 'HANDLING_WORKING_DAYS', now, 'REIMBURSEMENT'),
    );
    const reimbursement: Reimbursement = {
      id: newId(),
      visitId: newId(),
      claimId: newId(),
      settlementId: null,
      ...keys,
      kind: input.kind,
      state: 'REGISTERED',
      institutionRegion: institution.region,
      treatment: input.treatment ?? null,
      lowIncome: input.lowIncome,
      total: listed.value,
      payable: null,
      setOff: ZERO,
      registeredOn: now,
      promisedBy: addWorkingDays(now, days),
      history: [
        {
          act: 'REGISTER',
          to: 'REGISTERED',
          by: principal.subject,
          onBehalfOf: null,
          note: null,
          at: this.#kernel.clock.now().toISOString(),
        },
      ],
      exceptions: [],
    };
    await this.#save(tx, reimbursement, input);
    return { done: { reimbursementId: reimbursement.id } };
  }

  /** Invoices that come twice here or are claimed by a living case; the lock lets one registration in at a time. */
  async #takenInvoices(
    tx: EntityManager,
    { invoices }: RegisterReimbursementInput,
  ): Promise<RefusalFacts | null> {
    const numbers = invoices.map(({ number }) => number);
    // In one order for everybody, so that two registrations never wait for each other.
    const locks = [...new Set(numbers)].sort().map(number => `invoice:${number}`);
    await tx.execute(
      'select pg_advisory_xact_lock(hashtextextended(lock, 0)) from unnest(?::text[]) as lock',
      [arrayLiteral(locks)],
    );
    const taken = await tx.find(ReimbursementInvoice, { number: { $in: numbers }, live: true });
    const repeated = numbers.filter((number, at) => numbers.indexOf(number) !== at);
    const invoiceNumbers = [...new Set([...repeated, ...taken.map(({ number }) => number)])];
    if (invoiceNumbers.length === 0) return null;
    return refuse('DUPLICATE_INVOICE', '票据重复或已在其他报销中使用', { invoiceNumbers }).refusal;
  }

  /** What the provinces share of the invoices; before the transaction, and never guessed while nobody answers. */
  async #shared({
    personId,
    invoices,
  }: RegisterReimbursementInput): Promise<Result<readonly SharedInvoice[], RefusalFacts>> {
    try {
      const numbers = invoices.map(({ number }) => number);
      return accept(await this.#sharing.find(personId, numbers));
    } catch (error) {
      this.#kernel.log.warn({ err: error }, 'the sharing of invoices cannot be asked');
      return refuse('INVOICE_SHARING_UNAVAILABLE', '电子票据暂不能核验，请稍后重试');
    }
  }

  async #save(
    tx: EntityManager,
    reimbursement: Reimbursement,
    { visitType, startedOn, items, invoices }: RegisterReimbursementInput,
  ): Promise<void> {
    const { id, visitId, claimId, personId, institutionCode, institutionRegion, total, kind } = reimbursement;
    const whose = { personId, institutionCode, institutionRegion };
    await tx.insert(Visit, {
      id: visitId,
      ...whose,
      visitType,
      startedOn,
      channel: 'REIMBURSEMENT',
      physicianCode: null,
      diagnosisCode: null,
      diagnosis: null,
      exclusionCause: null,
      fundAdvances: false,
      endedOn: null,
      cancelledOn: null,
      treatment: null,
      selfPaying: false,
    });
    await tx.insert(Claim, { id: claimId, visitId, ...whose, state: 'REGISTERED', total, preSettled: null });
    await tx.insertMany(
      FeeItem,
      items.map(({ daysOfSupply, itemName, ...item }) => ({
        ...item,
        id: newId(),
        claimId,
        itemName: itemName.trim(),
        daysOfSupply: daysOfSupply ?? null,
      })),
    );
    await tx.insert(Reimbursement, reimbursement);
    await tx.insertMany(
      ReimbursementInvoice,
      invoices.map(({ number, amount }) => ({
        id: newId(),
        reimbursementId: id,
        number,
        amount,
        live: true,
      })),
    );
    const details = { kind, total: total.toString(), invoices: invoices.length };
    await this.#kernel.audit.record(tx, { action: 'Reimbursement.REGISTER', rowId: id, personId, details });
  }
}

/** Invoices that are void, claimed elsewhere, or not as they are presented. */
function unfitInvoices(
  { personId, invoices }: RegisterReimbursementInput,
  shared: readonly SharedInvoice[],
): RefusalFacts | null {
  const byNumber = new Map(shared.map(invoice => [invoice.number, invoice]));
  const unfit = invoices.flatMap(({ number, amount }) => {
    const problem = invoiceProblem({ amount, personId }, byNumber.get(number) ?? null);
    return problem ? [{ number, problem }] : [];
  });
  if (unfit.length === 0) return null;
  return refuse('INVOICE_NOT_VALID', '电子票据已作废、已在他处报销或与共享信息不符', { invoices: unfit })
    .refusal;
}

function checkShape(input: RegisterReimbursementInput, now: CalendarDate): void {
  const fields: Record<string, string> = {};
  if (!isId(input.personId)) fields['input.personId'] = '参保人标识无效';
  if (input.startedOn > now) fields['input.startedOn'] = '就诊日期不得晚于今天';
  if (KIND_DEFINITIONS[input.kind].needsTreatment !== (input.treatment != null)) {
    fields['input.treatment'] = '大病报销须注明治疗项目，其他报销不得注明';
  }
  if (input.items.length < 1 || input.items.length > MOST_LINES)
    fields['input.items'] = `明细须为1至${MOST_LINES}条`;
  if (input.invoices.length < 1 || input.invoices.length > MOST_INVOICES)
    fields['input.invoices'] = `票据须为1至${MOST_INVOICES}张`;
  for (const [index, { itemName }] of input.items.entries()) {
    const { length } = [...itemName.trim()];
    if (length < 1 || length > 200) fields[`input.items.${index}.itemName`] = '项目名称须为1至200字';
  }
  for (const [index, { number, amount }] of input.invoices.entries()) {
    if (!/^[A-Za-z0-9]{6,40}$/.test(number))
      fields[`input.invoices.${index}.number`] = '票据号码须为6至40位字母或数字';
    if (amount <= ZERO || amount > LARGEST_AMOUNT) fields[`input.invoices.${index}.amount`] = '金额须大于0';
  }
  for (const { index, field, message } of feeLineProblems(input.items, input.startedOn, now)) {
    fields[`input.items.${index}.${field}`] = message;
  }
  if (Object.keys(fields).length > 0) throw badUserInput(fields);
}
