import { redactText } from '#kernel/logging/logger';
import { newId } from '#kernel/persistence/id';
import type { BackgroundTask, Kernel } from '#kernel/server/subgraph';
import { EXCHANGE_TOPIC, type ExchangeCircuitOpened } from '#schema/events/settlement.events';
import { countInRow, mayPass, tooManyInRow, tooManyOf } from './circuit.rule.ts';
import { messageId, sealMessage } from './exchange-message.ts';
import {
  ExchangeChannel,
  ExchangeRecord,
  IN_QUARANTINE,
  QuarantinedMessage,
  type Direction,
} from './exchange.entity.ts';
import { SETS, setsTo, type Partner } from './exchange.sets.ts';
import type { InboundService } from './inbound.service.ts';
import type { ConnectedPartner, ExchangeSettings } from './partner.port.ts';

const EVERY_MS = 1_000;
const LEASE_MS = 60_000;
const MOST_AT_ONCE = 500;

/** What one run with a partner came to. */
export interface ExchangeRun {
  readonly sent: number;
  readonly rejected: number;
  readonly received: number;
  readonly quarantined: number;
}

/** Keeps partners and this deployment up to date, each direction of each partner with its own circuit. */
export class ExchangeService implements BackgroundTask {
  readonly #kernel: Kernel;
  readonly #inbound: InboundService;
  readonly #settings: ExchangeSettings | null;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  constructor(kernel: Kernel, inbound: InboundService, settings: ExchangeSettings | null) {
    this.#kernel = kernel;
    this.#inbound = inbound;
    this.#settings = settings;
  }

  /** Whether records are exchanged with anybody; where they are not, none are kept for it. */
  get isOn(): boolean {
    return this.#settings !== null;
  }

  /** Whether the deployment is connected to a partner. */
  isConnected(name: Partner): boolean {
    return this.#settings?.partners.some(partner => partner.name === name) ?? false;
  }

  /** One run in both directions; a partner that is away costs its own run only. */
  async run(name: Partner): Promise<ExchangeRun> {
    const partner = this.#settings?.partners.find(connected => connected.name === name);
    if (!partner) return { sent: 0, rejected: 0, received: 0, quarantined: 0 };
    const out = await this.#leased(partner, 'OUT', channel => this.#send(partner, channel));
    const come = await this.#leased(partner, 'IN', channel => this.#receive(partner, channel));
    return {
      sent: out?.passed ?? 0,
      rejected: out?.failed ?? 0,
      received: come?.passed ?? 0,
      quarantined: come?.failed ?? 0,
    };
  }

  start(): void {
    if (!this.#settings || this.#kernel.settings['EXCHANGE_BY_HAND'] === 'on') return;
    this.#timer = setInterval(() => {
      this.#running ??= this.#runAll().finally(() => (this.#running = null));
    }, EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#running;
  }

  async #runAll(): Promise<void> {
    for (const { name } of this.#settings!.partners) {
      try {
        await this.run(name);
      } catch (error) {
        this.#kernel.log.warn({ err: error, partner: name }, 'exchange is tried again');
      }
    }
  }

  /** Gives a run a channel to itself, so that two processes never send or take the same batch at once. */
  async #leased(
    { name }: ConnectedPartner,
    direction: Direction,
    work: (channel: ExchangeChannel) => Promise<Passed>,
  ): Promise<Passed | null> {
    const em = this.#kernel.em();
    const key = { partner: name, direction };
    const fresh = {
      position: null,
      state: 'CLOSED' as const,
      failuresInRow: 0,
      openedAt: null,
      leasedUntil: null,
    };
    await em
      .createQueryBuilder(ExchangeChannel)
      .insert({ ...key, ...fresh })
      .onConflict(['partner', 'direction'])
      .ignore()
      .execute('run');
    const now = this.#kernel.clock.now();
    const free = { ...key, $or: [{ leasedUntil: null }, { leasedUntil: { $lt: now } }] };
    const leasedUntil = new Date(now.getTime() + LEASE_MS);
    if ((await em.nativeUpdate(ExchangeChannel, free, { leasedUntil })) === 0) return null;
    try {
      return await work(await this.#kernel.em().findOneOrFail(ExchangeChannel, key));
    } finally {
      await this.#kernel.em().nativeUpdate(ExchangeChannel, key, { leasedUntil: null });
    }
  }

  async #send(partner: ConnectedPartner, channel: ExchangeChannel): Promise<Passed> {
    const { self, signing } = this.#settings!;
    const allowed = mayPass(channel, this.#kernel.clock.now());
    if (allowed === 'NONE') return NOTHING;
    const records = await this.#kernel
      .em()
      .find(
        ExchangeRecord,
        { set: { $in: [...setsTo(partner.name)] }, sequence: { $gt: channel.position ?? '0' } },
        { orderBy: { sequence: 'asc' }, limit: allowed === 'ONE' ? 1 : MOST_AT_ONCE },
      );
    if (records.length === 0) return NOTHING;
    const position = records.at(-1)!.sequence;
    const due = records.filter(
      ({ set, content, origin }) => origin !== partner.name && SETS[set].to[partner.name]!(content),
    );
    const batchId = `${self}-${position}`;
    const messages = due.map(({ set, code, version, content }) => {
      const message = { id: messageId(self, set, code, version), sender: self, set, code, version, content };
      return { id: message.id, sealed: sealMessage(message, partner.name, partner.keys, signing) };
    });
    let rejected: readonly { readonly id: string; readonly reason: string | null }[] = [];
    try {
      if (messages.length > 0) {
        const answer = await partner.port.push({ batchId, messages: messages.map(({ sealed }) => sealed) });
        const answered = new Set(answer.verdicts.map(({ id }) => id));
        if (messages.some(({ id }) => !answered.has(id))) throw new Error('partner left messages unanswered');
        rejected = answer.verdicts.filter(({ verdict }) => verdict === 'REJECTED');
      }
    } catch (error) {
      this.#kernel.log.warn({ err: error, partner: partner.name }, 'partner does not take records');
      const failuresInRow = countInRow(channel.failuresInRow, false);
      const opened = tooManyInRow(failuresInRow) || allowed === 'ONE';
      await this.#conclude(channel, {
        batchId,
        position: channel.position,
        failuresInRow,
        opened,
        failed: 0,
      });
      return NOTHING;
    }
    const ids = new Set(rejected.map(({ id }) => id));
    const failuresInRow = messages.reduce(
      (inRow, { id }) => countInRow(inRow, !ids.has(id)),
      channel.failuresInRow,
    );
    const at = this.#kernel.clock.now();
    const quarantined = rejected.map(({ id, reason }) => ({
      id: newId(),
      partner: partner.name,
      direction: 'OUT' as const,
      batchId,
      messageId: id,
      reason: redactText(reason ?? '对方拒绝'),
      sealed: null,
      at,
      ...IN_QUARANTINE,
    }));
    if (quarantined.length > 0)
      await this.#kernel.transaction(tx => tx.insertMany(QuarantinedMessage, quarantined));
    const failed = rejected.length;
    const opened =
      tooManyInRow(failuresInRow) || tooManyOf(failed, messages.length) || (allowed === 'ONE' && failed > 0);
    await this.#conclude(channel, { batchId, position, failuresInRow, opened, failed });
    return { passed: messages.length - failed, failed };
  }

  async #receive(partner: ConnectedPartner, channel: ExchangeChannel): Promise<Passed> {
    const allowed = mayPass(channel, this.#kernel.clock.now());
    if (allowed === 'NONE') return NOTHING;
    const limit = allowed === 'ONE' ? 1 : MOST_AT_ONCE;
    let batch;
    try {
      batch = await partner.port.pull({ after: channel.position, limit });
    } catch (error) {
      this.#kernel.log.warn({ err: error, partner: partner.name }, 'partner does not give records');
      const failuresInRow = countInRow(channel.failuresInRow, false);
      const opened = tooManyInRow(failuresInRow) || allowed === 'ONE';
      const { position } = channel;
      await this.#conclude(channel, { batchId: '', position, failuresInRow, opened, failed: 0 });
      return NOTHING;
    }
    if (batch.messages.length === 0) return NOTHING;
    const before = allowed === 'ONE' ? 0 : channel.failuresInRow;
    const taken = await this.#inbound.take(this.#settings!.self, partner, batch, before);
    const { failed, failuresInRow } = taken;
    const opened = taken.opened || (allowed === 'ONE' && failed > 0);
    const position = opened ? channel.position : batch.position;
    await this.#conclude(channel, { batchId: batch.batchId, position, failuresInRow, opened, failed });
    return { passed: taken.applied, failed };
  }

  /** Keeps how far a channel has come and whether its circuit is open; says so when it opens. */
  async #conclude(
    { partner, direction, state }: ExchangeChannel,
    after: {
      readonly batchId: string;
      readonly position: string | null;
      readonly failuresInRow: number;
      readonly opened: boolean;
      readonly failed: number;
    },
  ): Promise<void> {
    const { batchId, position, failuresInRow, opened, failed } = after;
    await this.#kernel.transaction(async tx => {
      await tx.nativeUpdate(
        ExchangeChannel,
        { partner, direction },
        {
          position,
          failuresInRow: opened ? 0 : failuresInRow,
          ...(opened
            ? { state: 'OPEN' as const, openedAt: this.#kernel.clock.now() }
            : failuresInRow === 0
              ? { state: 'CLOSED' as const, openedAt: null }
              : {}),
        },
      );
      if (!opened) return;
      this.#kernel.log.error({ partner, direction, batchId, failed }, 'circuit of the exchange is open');
      const payload: ExchangeCircuitOpened = { partner, direction, batchId, failed, again: state === 'OPEN' };
      const event = { topic: EXCHANGE_TOPIC, name: 'ExchangeCircuitOpened', version: 1, payload };
      await this.#kernel.outbox.add(tx, [{ ...event, aggregateId: `${partner}/${direction}` }]);
    });
  }
}

interface Passed {
  readonly passed: number;
  readonly failed: number;
}
const NOTHING: Passed = { passed: 0, failed: 0 };
