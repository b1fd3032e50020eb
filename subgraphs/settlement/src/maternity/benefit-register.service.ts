import { badUserInput } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { LARGEST_AMOUNT, ZERO } from '#kernel/vocabulary/money';
import { countOf } from '../policy-term/policy-term.rule.ts';
import { handlingTerm, readPolicyBook } from '../policy-term/policy-term.store.ts';
import { addWorkingDays } from '../working-day/working-day.rule.ts';
import type { BenefitState } from './duplicate.rule.ts';
import { MaternityBenefit } from './maternity-benefit.entity.ts';
import type {
  ChannelStatus,
  MaternityBenefitInput,
  RegisterMaternityBenefitsInput,
} from './maternity.input.ts';
import { RegisterMaternityBenefitsSuccess } from './maternity.result.ts';
import { recogniseSource, type BenefitSource } from './source.rule.ts';
import { cancelPayments } from './cancel-payments.ts';
import { lockBenefits } from './maternity.lock.ts';
import type { MaternityService } from './maternity.service.ts';

const MOST_CASES = 1_000;

const STATE_OF: Readonly<Record<ChannelStatus, BenefitState>> = {
  IN_PROGRESS: 'ACCEPTED',
  PAID: 'PAID',
  REJECTED: 'REJECTED',
};

/** Where the word of a channel still moves a case: not once its money is on its way, nor after its end. */
const MOVABLE: readonly BenefitState[] = ['ACCEPTED', 'HELD', 'GENERATED', 'FAILED'];

type Registered = RegisterMaternityBenefitsSuccess;

/** A case whose channel is known. */
type SourcedBenefit = MaternityBenefitInput & { readonly source: BenefitSource };

/** Takes cases from the channels through which maternity benefits come, each marked with its source. */
export class BenefitRegister {
  readonly #kernel: Kernel;
  readonly #maternity: MaternityService;

  constructor(kernel: Kernel, maternity: MaternityService) {
    this.#kernel = kernel;
    this.#maternity = maternity;
  }

  async register(
    input: RegisterMaternityBenefitsInput,
    { subject }: Principal,
  ): Promise<RegisterMaternityBenefitsSuccess> {
    const { idempotencyKey: key, benefits } = input;
    this.#check(benefits);
    const operation = 'registerMaternityBenefits';
    const registered = await this.#kernel.once({ operation, subject, key }, { benefits }, tx =>
      this.#take(tx, benefits),
    );
    return Object.assign(new RegisterMaternityBenefitsSuccess(), registered);
  }

  #check(benefits: readonly MaternityBenefitInput[]): void {
    const day = today(this.#kernel.clock);
    const bad = (message: string) => badUserInput({ 'input.benefits': message });
    if (benefits.length === 0 || benefits.length > MOST_CASES) throw bad(`须为1至${MOST_CASES}件`);
    if (hasRepeated(benefits)) throw bad('业务编号不得重复');
    for (const { caseNumber, personId, eventDate, acceptedOn, amount } of benefits) {
      if (!/^[A-Za-z0-9-]{4,40}$/.test(caseNumber)) throw bad('业务编号须为4至40位字母、数字或连字符');
      if (!isId(personId)) throw bad('参保人标识格式有误');
      if (eventDate > acceptedOn || acceptedOn > day) throw bad('日期须先生育、后受理，且不晚于今日');
      if (amount <= ZERO || amount > LARGEST_AMOUNT) throw bad('金额须大于0');
    }
  }

  /** Takes the cases whose channel is said or told by their number; of the others only says so. */
  async #take(tx: EntityManager, benefits: readonly MaternityBenefitInput[]): Promise<Registered> {
    const book = await readPolicyBook(tx);
    const day = today(this.#kernel.clock);
    const told = benefits.map(benefit => ({
      benefit,
      tells: recogniseSource(book, benefit.caseNumber, day),
    }));
    const sourced = told.flatMap(({ benefit, tells }): SourcedBenefit[] => {
      const source = benefit.source ?? tells;
      return source ? [{ ...benefit, source }] : [];
    });
    if (hasRepeated(sourced)) throw badUserInput({ 'input.benefits': '业务编号不得重复' });
    const numbers = (cases: typeof told) => cases.map(({ benefit }) => benefit.caseNumber);
    return {
      ...(await this.#register(tx, sourced)),
      unrecognised: numbers(told.filter(({ benefit, tells }) => !benefit.source && !tells)),
      doubtful: numbers(told.filter(({ benefit: { source }, tells }) => source && tells && source !== tells)),
    };
  }

  async #register(
    tx: EntityManager,
    benefits: readonly SourcedBenefit[],
  ): Promise<Omit<Registered, 'unrecognised' | 'doubtful'>> {
    await lockBenefits(tx);
    const numbers = benefits.map(({ caseNumber }) => caseNumber);
    const known = new Map(
      (await tx.find(MaternityBenefit, { caseNumber: { $in: numbers } })).map(row => [keyOf(row), row]),
    );
    const added = await this.#added(
      tx,
      benefits.filter(benefit => !known.has(keyOf(benefit))),
    );
    await tx.insertMany(MaternityBenefit, added);
    const conflicting: string[] = [];
    const moved: Record<'PAID' | 'REJECTED', string[]> = { PAID: [], REJECTED: [] };
    for (const benefit of benefits) {
      const row = known.get(keyOf(benefit));
      if (!row) continue;
      if (!sameContent(row, benefit)) conflicting.push(benefit.caseNumber);
      else if (benefit.status !== 'IN_PROGRESS' && MOVABLE.includes(row.state))
        moved[benefit.status].push(row.id);
    }
    const paidOn = today(this.#kernel.clock);
    await tx.nativeUpdate(MaternityBenefit, { id: { $in: moved.PAID } }, { state: 'PAID', paidOn });
    await tx.nativeUpdate(MaternityBenefit, { id: { $in: moved.REJECTED } }, { state: 'REJECTED' });
    const ids = [...moved.PAID, ...moved.REJECTED];
    await cancelPayments(this.#kernel, tx, ids);
    const persons = benefits.map(({ personId }) => personId);
    const doublePaid = await this.#maternity.markDoublePayments(tx, persons);
    const counts = { added: added.length, updated: ids.length, doublePaid };
    await this.#kernel.audit.record(tx, { action: 'registerMaternityBenefits', details: counts });
    return { ...counts, conflicting };
  }

  async #added(tx: EntityManager, benefits: readonly SourcedBenefit[]): Promise<MaternityBenefit[]> {
    const day = today(this.#kernel.clock);
    const term = handlingTerm(await readPolicyBook(tx), 'HANDLING_WORKING_DAYS', day, 'MATERNITY_BENEFIT');
    return benefits.map(({ status, ...facts }) => ({
      id: newId(),
      ...facts,
      state: STATE_OF[status],
      released: false,
      note: null,
      generatedOn: null,
      assessmentId: null,
      paidOn: status === 'PAID' ? day : null,
      promisedBy: addWorkingDays(facts.acceptedOn, countOf(term)),
    }));
  }
}

function keyOf({ source, caseNumber }: Pick<MaternityBenefitInput, 'source' | 'caseNumber'>): string {
  return `${source ?? ''}/${caseNumber}`;
}

function hasRepeated(benefits: readonly MaternityBenefitInput[]): boolean {
  return new Set(benefits.map(keyOf)).size !== benefits.length;
}

function sameContent(row: MaternityBenefit, { personId, eventDate, amount }: MaternityBenefitInput): boolean {
  return row.personId === personId && row.eventDate === eventDate && row.amount === amount;
}
