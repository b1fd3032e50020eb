import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import type { QualificationFacts } from '../qualification/qualification.rule.ts';
import { registerQualifications, restoreQualification } from '../qualification/qualification.store.ts';
import { countInRow, tooManyInRow, tooManyOf } from './circuit.rule.ts';
import { openMessage, UnfitMessage, type ExchangeMessage } from './exchange-message.ts';
import { ExchangeReceipt, IN_QUARANTINE, QuarantinedMessage } from './exchange.entity.ts';
import { canonical, SETS, type Partner } from './exchange.sets.ts';
import { keyOf, lockRecords, putRecords, standingRecords, type StandingRecord } from './exchange.store.ts';
import { decideInbound } from './inbound.rule.ts';
import type { ConnectedPartner, InboundBatch } from './partner.port.ts';

const PAGE = 50;

/** What became of a batch. */
export interface TakenBatch {
  readonly applied: number;
  readonly failed: number;
  readonly failuresInRow: number;
  /** Whether it was so bad that it was rolled back as a whole. */
  readonly opened: boolean;
}

/**
 * Takes what partners send: each message is decrypted, verified, checked, and applied or put aside. A batch that goes
 * too wrong is rolled back as a whole, without undoing versions that are newer than its own.
 */
export class InboundService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async take(
    self: string,
    partner: ConnectedPartner,
    { batchId, messages }: InboundBatch,
    failuresBefore: number,
  ): Promise<TakenBatch> {
    let [applied, failed, failuresInRow] = [0, 0, failuresBefore];
    for (let from = 0; from < messages.length; from += PAGE) {
      const page = messages.slice(from, from + PAGE);
      const outcomes = await this.#kernel.transaction(tx => this.#takePage(tx, self, partner, batchId, page));
      for (const passed of outcomes) {
        failuresInRow = countInRow(failuresInRow, passed);
        if (passed) applied += 1;
        else failed += 1;
        if (tooManyInRow(failuresInRow))
          return this.#rollBack(partner.name, batchId, { failed, failuresInRow });
      }
    }
    if (tooManyOf(failed, messages.length))
      return this.#rollBack(partner.name, batchId, { failed, failuresInRow });
    return { applied, failed, failuresInRow, opened: false };
  }

  /**
   * Takes one message that was put aside, as if it came now. The reason when it still cannot be taken; then nothing
   * is changed.
   */
  async takeAgain(
    tx: EntityManager,
    self: string,
    partner: ConnectedPartner,
    { batchId, sealed }: { readonly batchId: string; readonly sealed: string },
  ): Promise<string | null> {
    await lockRecords(tx);
    const arrived = open(self, partner, sealed);
    await this.#apply(tx, partner.name, batchId, [arrived]);
    return arrived.unfit;
  }

  async #takePage(
    tx: EntityManager,
    self: string,
    partner: ConnectedPartner,
    batchId: string,
    page: readonly string[],
  ): Promise<boolean[]> {
    await lockRecords(tx);
    const arrived = page.map(sealed => open(self, partner, sealed));
    await this.#apply(tx, partner.name, batchId, arrived);
    const at = this.#kernel.clock.now();
    const where = { partner: partner.name, direction: 'IN' as const, batchId };
    const quarantined = arrived.flatMap(({ sealed, message, unfit }): QuarantinedMessage[] =>
      unfit === null
        ? []
        : [
            {
              id: newId(),
              ...where,
              messageId: message?.id ?? null,
              reason: unfit,
              sealed,
              at,
              ...IN_QUARANTINE,
            },
          ],
    );
    if (quarantined.length > 0) await tx.insertMany(QuarantinedMessage, quarantined);
    return arrived.map(({ unfit }) => unfit === null);
  }

  /** Applies messages in their order; as many statements for one as for a page, unless they speak of the same code. */
  async #apply(
    tx: EntityManager,
    partner: Partner,
    batchId: string,
    arrived: readonly Arrived[],
  ): Promise<void> {
    const readable = arrived.filter(isReadable);
    if (readable.length === 0) return;
    const standing = await standingRecords(
      tx,
      readable.map(({ message }) => message),
    );
    const receipts = await tx.find(ExchangeReceipt, {
      messageId: { $in: readable.map(({ message }) => message.id) },
      state: 'APPLIED',
    });
    const taken = new Set(receipts.map(({ messageId }) => messageId));
    const changed = new Map<string, StandingRecord>();
    const written: ExchangeReceipt[] = [];
    for (const round of rounds(readable)) {
      const due = round.filter(arrival => isDue(arrival, partner, standing, taken));
      await this.#register(tx, partner, due);
      for (const { message, unfit } of due) {
        if (unfit !== null) continue;
        const { id: messageId, set, code, version, content } = message;
        const current = standing.get(keyOf(message));
        const before = current
          ? { version: current.version, content: current.content, origin: current.origin }
          : null;
        const record = { set, code, version, content, origin: partner };
        standing.set(keyOf(message), record);
        changed.set(keyOf(message), record);
        taken.add(messageId);
        written.push({ messageId, partner, batchId, set, code, version, before, state: 'APPLIED' });
      }
    }
    await putRecords(tx, [...changed.values()]);
    if (written.length > 0) await tx.upsertMany(ExchangeReceipt, written);
  }

  /** Enters what stands in a register; what a register refuses is unfit. */
  async #register(tx: EntityManager, partner: Partner, due: readonly Readable[]): Promise<void> {
    const entering = due.flatMap(arrival => {
      const { set, code, version, content } = arrival.message;
      const { register } = SETS[set];
      if (!register) return [];
      return [
        { arrival, facts: { ...content, kind: register, code, version } as unknown as QualificationFacts },
      ];
    });
    if (entering.length === 0) return;
    const facts = entering.map(entry => entry.facts);
    const verdicts = await registerQualifications(this.#kernel, tx, facts, partner);
    verdicts.forEach((entered, at) => {
      if (entered.verdict === 'REFUSED') entering[at]!.arrival.unfit = entered.reason;
    });
  }

  /** Puts back what stood before a batch, newest first; what a newer version has replaced since stays. */
  #rollBack(
    partner: Partner,
    batchId: string,
    { failed, failuresInRow }: { readonly failed: number; readonly failuresInRow: number },
  ): Promise<TakenBatch> {
    return this.#kernel.transaction(async tx => {
      await lockRecords(tx);
      const where = { partner, batchId, state: 'APPLIED' as const };
      const receipts = await tx.find(ExchangeReceipt, where, { orderBy: { version: 'desc' } });
      const standing = await standingRecords(tx, receipts);
      for (const { set, code, version, before } of receipts) {
        const current = standing.get(keyOf({ set, code }));
        if (!current || current.version !== version) continue;
        const { register } = SETS[set];
        if (register) await restoreQualification(tx, { code, version }, before);
        if (before) await putRecords(tx, [{ set, code, ...before }]);
        else
          await tx.execute(`delete from "settlement"."exchange_record" where "set" = ? and "code" = ?`, [
            set,
            code,
          ]);
        standing.set(keyOf({ set, code }), { ...current, version: before?.version ?? 0 });
      }
      await tx.nativeUpdate(ExchangeReceipt, where, { state: 'ROLLED_BACK' });
      const details = { partner, batchId, rolledBack: receipts.length, failed };
      await this.#kernel.audit.record(tx, { action: 'exchange.ROLLED_BACK', details });
      return { applied: 0, failed, failuresInRow, opened: true };
    });
  }
}

/** A message as it came, and why it cannot be taken, as soon as that is known. */
interface Arrived {
  readonly sealed: string;
  readonly message: ExchangeMessage | null;
  unfit: string | null;
}
type Readable = Arrived & { readonly message: ExchangeMessage };

function open(self: string, { name, keys, trusted }: ConnectedPartner, sealed: string): Arrived {
  try {
    return { sealed, message: openMessage(sealed, name, self, keys, trusted), unfit: null };
  } catch (error) {
    if (!(error instanceof UnfitMessage)) throw error;
    return { sealed, message: null, unfit: error.message };
  }
}

function isReadable(arrived: Arrived): arrived is Readable {
  return arrived.message !== null;
}

/** Messages in rounds: those that speak of one code one after the other, all others together. */
function rounds(readable: readonly Readable[]): Readable[][] {
  const result: Readable[][] = [];
  const seen = new Map<string, number>();
  for (const arrival of readable) {
    const { code } = arrival.message;
    const round = seen.get(code) ?? 0;
    seen.set(code, round + 1);
    (result[round] ??= []).push(arrival);
  }
  return result;
}

/** Whether a message changes what stands; one that may not is marked unfit, one that says the same is not due. */
function isDue(
  arrival: Readable,
  partner: Partner,
  records: ReadonlyMap<string, StandingRecord>,
  taken: ReadonlySet<string>,
): boolean {
  const { message } = arrival;
  const { from, shape, owner, register } = SETS[message.set];
  const unfit = (reason: string) => {
    arrival.unfit = reason;
    return false;
  };
  if (!from.includes(partner) || !shape) return unfit('对方不得发送该数据集');
  const fits = shape.safeParse(message.content).success;
  if (!fits || (register && !isId(String(message.content['personId'])))) return unfit('报文内容无效');
  if (taken.has(message.id)) return false;
  const current = records.get(keyOf(message));
  const standing = current
    ? { version: current.version, content: canonical(current.content), ours: current.origin === null }
    : null;
  const { version, content } = message;
  const verdict = decideInbound(standing, { version, content: canonical(content) }, owner);
  if (verdict === 'OUTDATED') return unfit('版本早于现有版本');
  if (verdict === 'OWNER_WINS') return unfit('该数据以本方为准');
  return verdict === 'APPLY';
}
