import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import type { QualificationFacts } from '../qualification/qualification.rule.ts';
import { registerQualifications, restoreQualification } from '../qualification/qualification.store.ts';
import { countInRow, tooManyInRow, tooManyOf } from './circuit.rule.ts';
import { openMessage, UnfitMessage, type ExchangeMessage } from './exchange-message.ts';
import { ExchangeReceipt, QuarantinedMessage } from './exchange.entity.ts';
import { canonical, SETS, type Partner } from './exchange.sets.ts';
import { keyOf, lockRecords, putRecords, standingRecords } from './exchange.store.ts';
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

  async #takePage(
    tx: EntityManager,
    self: string,
    partner: ConnectedPartner,
    batchId: string,
    page: readonly string[],
  ): Promise<boolean[]> {
    await lockRecords(tx);
    const outcomes: boolean[] = [];
    for (const sealed of page) {
      let messageId: string | null = null;
      try {
        const message = openMessage(sealed, partner.name, self, partner.keys, partner.trusted);
        messageId = message.id;
        await this.#apply(tx, partner.name, batchId, message);
        outcomes.push(true);
      } catch (error) {
        if (!(error instanceof UnfitMessage)) throw error;
        const reason = error.message;
        const where = { partner: partner.name, direction: 'IN' as const, batchId };
        const at = this.#kernel.clock.now();
        await tx.insert(QuarantinedMessage, { id: newId(), ...where, messageId, reason, sealed, at });
        outcomes.push(false);
      }
    }
    return outcomes;
  }

  async #apply(
    tx: EntityManager,
    partner: Partner,
    batchId: string,
    message: ExchangeMessage,
  ): Promise<void> {
    const { id: messageId, set, code, version, content } = message;
    const { from, shape, owner, register } = SETS[set];
    if (!from.includes(partner) || !shape) throw new UnfitMessage('对方不得发送该数据集');
    if (!shape.safeParse(content).success) throw new UnfitMessage('报文内容无效');
    const receipt = await tx.findOne(ExchangeReceipt, { messageId });
    if (receipt?.state === 'APPLIED') return;
    const key = { set, code };
    const current = (await standingRecords(tx, [key])).get(keyOf(key)) ?? null;
    const standing = current && {
      ...{ version: current.version, content: canonical(current.content), ours: current.origin === null },
    };
    const verdict = decideInbound(standing, { version, content: canonical(content) }, owner);
    if (verdict === 'DUPLICATE') return;
    if (verdict === 'OUTDATED') throw new UnfitMessage('版本早于现有版本');
    if (verdict === 'OWNER_WINS') throw new UnfitMessage('该数据以本方为准');
    if (register) {
      const facts = { ...content, kind: register, code, version } as unknown as QualificationFacts;
      if (!isId(facts.personId)) throw new UnfitMessage('报文内容无效');
      const [entered] = await registerQualifications(this.#kernel, tx, [facts], partner);
      if (entered!.verdict === 'REFUSED') throw new UnfitMessage(entered!.reason);
    }
    await putRecords(tx, [{ set, code, version, content, origin: partner }]);
    const before = current && { version: current.version, content: current.content, origin: current.origin };
    await tx.upsert(ExchangeReceipt, {
      ...{ messageId, partner, batchId, set, code, version, before },
      state: 'APPLIED',
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
