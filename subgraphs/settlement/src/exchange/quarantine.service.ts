import { LockMode } from '@mikro-orm/core';
import { notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { refuse } from '#kernel/vocabulary/result';
import { requireText } from '../text.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { QuarantinedMessage } from './exchange.entity.ts';
import type { InboundService } from './inbound.service.ts';
import type { ExchangeSettings } from './partner.port.ts';
import {
  quarantineRefusal,
  ReleaseQuarantinedMessageSuccess,
  type ReleaseQuarantinedMessageInput,
} from './quarantine.type.ts';

/** Lets an operator decide on messages that were put aside: taken after their cause was corrected, or discarded. */
export class QuarantineService {
  readonly #kernel: Kernel;
  readonly #inbound: InboundService;
  readonly #settings: ExchangeSettings | null;

  constructor(kernel: Kernel, inbound: InboundService, settings: ExchangeSettings | null) {
    this.#kernel = kernel;
    this.#inbound = inbound;
    this.#settings = settings;
  }

  async release(
    input: ReleaseQuarantinedMessageInput,
    { subject }: Principal,
  ): Promise<ReleaseQuarantinedMessageSuccess | Refusal> {
    requireText({ 'input.reason': [input.reason, 2, 200] });
    const { idempotencyKey: key, ...content } = input;
    const { quarantinedMessageId: id, act } = content;
    const operation = 'releaseQuarantinedMessage';
    const outcome = await this.#kernel.once<Outcome<object>>(
      { operation, subject, key },
      content,
      async tx => {
        const found = isId(id)
          ? await tx.findOne(QuarantinedMessage, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
          : null;
        if (!found) throw notFound('隔离报文');
        if (found.state !== 'QUARANTINED')
          return refused(refuse('ALREADY_DECIDED', '该报文已处理', { state: found.state }).refusal);
        if (act === 'REPROCESS') {
          const partner = this.#settings?.partners.find(({ name }) => name === found.partner);
          const { sealed, batchId } = found;
          const unfit =
            partner && sealed !== null
              ? await this.#inbound.takeAgain(tx, this.#settings!.self, partner, { batchId, sealed })
              : '对方拒绝或未连接的报文不能重新处理';
          if (unfit !== null) return refused(refuse('STILL_UNFIT', unfit).refusal);
        }
        const state = act === 'REPROCESS' ? ('APPLIED' as const) : ('DISCARDED' as const);
        const decided = { decidedBy: subject, decidedBecause: input.reason.trim() };
        const decidedAt = this.#kernel.clock.now();
        await tx.nativeUpdate(QuarantinedMessage, { id }, { state, ...decided, decidedAt });
        const details = {
          partner: found.partner,
          messageId: found.messageId,
          reason: decided.decidedBecause,
        };
        await this.#kernel.audit.record(tx, { action: `QuarantinedMessage.${act}`, rowId: id, details });
        return { done: {} };
      },
    );
    if ('refused' in outcome) return quarantineRefusal(outcome.refused);
    const quarantined = await this.#kernel.em().findOneOrFail(QuarantinedMessage, { id });
    return Object.assign(new ReleaseQuarantinedMessageSuccess(), { quarantined });
  }
}
