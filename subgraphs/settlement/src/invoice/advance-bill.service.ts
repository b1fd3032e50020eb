import { badUserInput, forbidden, notFound, subgraphUnavailable } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { Kernel } from '#kernel/server/subgraph';
import { daysBetween, earlier, type CalendarDate } from '#kernel/vocabulary/calendar';
import { refuse } from '#kernel/vocabulary/result';
import { HOME_PROVINCE } from '../home.terms.ts';
import type { RegistrationService } from '../reimbursement/registration.service.ts';
import { ReimbursementInvoice } from '../reimbursement/reimbursement.entity.ts';
import { RegisterReimbursementSuccess, reimbursementRefusal } from '../reimbursement/reimbursement.result.ts';
import { AdvanceBill, ClaimAdvanceBillsSuccess, type ClaimAdvanceBillsInput } from './advance-bill.type.ts';
import type { InvoiceSharing } from './invoice-sharing.port.ts';
import type { SharedInvoice } from './invoice.rule.ts';

const LONGEST_DAYS = 366;
const MOST_BILLS = 200;
const MOST_CLAIMED = 50;

/** Bills that persons paid in advance in another area: found among shared invoices, claimed by the ordinary reimbursement. */
export class AdvanceBillService {
  readonly #kernel: Kernel;
  readonly #sharing: InvoiceSharing;
  readonly #registrations: RegistrationService;

  constructor(kernel: Kernel, sharing: InvoiceSharing, registrations: RegistrationService) {
    this.#kernel = kernel;
    this.#sharing = sharing;
    this.#registrations = registrations;
  }

  /** The asking person's bills of other areas, newest first. */
  async bills(from: CalendarDate, to: CalendarDate, principal: Principal): Promise<AdvanceBill[]> {
    const span = daysBetween(from, to);
    if (span < 0 || span > LONGEST_DAYS) throw badUserInput({ to: `区间须为0至${LONGEST_DAYS}天` });
    const personId = personOf(principal);
    const shared = await this.#sharing.ofPerson(personId, from, to).catch((error: unknown) => {
      this.#kernel.log.warn({ err: error }, 'the sharing of invoices cannot be asked');
      throw subgraphUnavailable('长三角电子票据共享');
    });
    const away = shared.filter(isAway).slice(0, MOST_BILLS);
    const numbers = away.map(({ number }) => number);
    const claimed = await this.#kernel
      .em()
      .find(ReimbursementInvoice, { number: { $in: numbers }, live: true });
    const here = new Set(claimed.map(({ number }) => number));
    const bills = away.map(({ number, institutionCode, visitType, amount, issuedOn, state }) =>
      Object.assign(new AdvanceBill(), {
        number,
        institutionCode,
        visitType,
        amount,
        issuedOn,
        simulated: this.#sharing.simulated,
        state: here.has(number) ? 'CLAIMED' : state === 'VALID' ? 'CLAIMABLE' : state,
      }),
    );
    return bills.sort((a, b) => (a.issuedOn < b.issuedOn ? 1 : -1));
  }

  /** Registers the chosen bills as one case; from then on it is handled as any other. */
  async claim(
    { idempotencyKey, numbers }: ClaimAdvanceBillsInput,
    principal: Principal,
  ): Promise<ClaimAdvanceBillsSuccess | Refusal> {
    if (numbers.length < 1 || numbers.length > MOST_CLAIMED)
      throw badUserInput({ 'input.numbers': `票据须为1至${MOST_CLAIMED}张` });
    const personId = personOf(principal);
    let shared: readonly SharedInvoice[];
    try {
      shared = await this.#sharing.find(personId, numbers);
    } catch (error) {
      this.#kernel.log.warn({ err: error }, 'the sharing of invoices cannot be asked');
      return reimbursementRefusal(
        refuse('INVOICE_SHARING_UNAVAILABLE', '电子票据暂不能核验，请稍后重试').refusal,
      );
    }
    const chosen = numbers.map(number => shared.find(invoice => invoice.number === number));
    if (!chosen.every(invoice => invoice?.personId === personId && isAway(invoice)))
      throw notFound('异地垫付票据');
    const bills = chosen as SharedInvoice[];
    const [{ institutionCode, visitType }] = bills as [SharedInvoice];
    if (bills.some(bill => bill.institutionCode !== institutionCode || bill.visitType !== visitType))
      throw badUserInput({ 'input.numbers': '须为同一机构、同一就诊类型的票据' });
    const items = bills
      .flatMap(bill => bill.items)
      .map((item, index) => ({ ...item, detailNumber: String(index + 1).padStart(4, '0') }));
    const registered = await this.#registrations.register(
      {
        idempotencyKey,
        kind: 'GENERAL',
        personId,
        institutionCode,
        visitType,
        lowIncome: false,
        items,
        startedOn: items.map(({ serviceDate }) => serviceDate).reduce(earlier),
        invoices: bills.map(({ number, amount }) => ({ number, amount })),
      },
      principal,
      bills,
    );
    if (!(registered instanceof RegisterReimbursementSuccess)) return registered;
    return Object.assign(new ClaimAdvanceBillsSuccess(), registered);
  }
}

/** Whether a bill is of another area, by the province behind the letter in the code of its institution. */
function isAway({ institutionCode }: SharedInvoice | AdvanceBill): boolean {
  return !HOME_PROVINCE.startsWith(institutionCode.slice(1, 3));
}

function personOf({ person }: Principal): string {
  if (!person) throw forbidden('只有参保人可以办理');
  return person;
}
