import { randomUUID } from 'node:crypto';
import type { Asker } from '#test/subgraph';
import {
  ExchangeChannel,
  ExchangeReceipt,
  ExchangeRecord,
  QuarantinedMessage,
} from '../src/exchange/exchange.entity.ts';
import { InboundService } from '../src/exchange/inbound.service.ts';
import { readExchangeSettings } from '../src/exchange/partner.port.ts';
import { Qualification } from '../src/qualification/qualification.entity.ts';
import { Desk, ok } from './desk.ts';
import { StandInPlatform } from './stand-in-platform.ts';

const REFUSAL = `... on Refusal { code message }`;
export const RUN = `mutation ($input: SynchronisePartnerInput!) { synchronisePartner(input: $input) {
  ... on SynchronisePartnerSuccess { sent rejected received quarantined } ${REFUSAL} } }`;
const CHANNELS = `{ exchangeChannels { partner direction position state failuresInRow } }`;
const QUARANTINE = `{ quarantinedMessages(first: 200) { nodes { partner direction messageId reason } } }`;
const RELEASE = `mutation ($input: ReleaseQuarantinedMessageInput!) { releaseQuarantinedMessage(input: $input) {
  ... on ReleaseQuarantinedMessageSuccess { quarantined { id state decidedBy decidedBecause } } ${REFUSAL}
  ... on AlreadyDecidedRefusal { state } } }`;
export const REGISTER = `mutation ($input: RegisterQualificationInput!) { registerQualification(input: $input) { __typename } }`;
export const OPERATOR: Asker = { role: 'SYSTEM_ADMIN' };
export const YEAR = { coverFrom: '2026-01-01', coverTo: '2026-12-31' };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;
type Taken = Awaited<ReturnType<InboundService['take']>>;

/** Base data of a dictionary, as the city sends them. */
export const base = (name: string) => ({ dictionary: 'ICD', name, parent: null, valid: true });

/** An entry in the register of assisted persons, as the city sends it. */
export const assisted = (personId: string, input: object = {}) => ({
  personId,
  qualifier: 'LOW_INCOME',
  firstDay: '2026-01-01',
  lastDay: null,
  ...input,
});

/** A settlement subgraph that exchanges records with three stand-in partners. */
export class Exchanging {
  private constructor(
    readonly desk: Desk,
    readonly city: StandInPlatform,
    readonly fund: StandInPlatform,
    readonly operator: StandInPlatform,
  ) {}

  static async open(): Promise<Exchanging> {
    const city = await new StandInPlatform('CITY_PLATFORM').start();
    const fund = await new StandInPlatform('MUTUAL_AID_FUND').start();
    const operator = await new StandInPlatform('SERIOUS_ILLNESS_OPERATOR').start();
    const settings = { EXCHANGE: StandInPlatform.settings(city, fund, operator), EXCHANGE_BY_HAND: 'on' };
    return new Exchanging(await Desk.open({ settings }), city, fund, operator);
  }

  async stop(): Promise<void> {
    await this.desk.stop();
    await Promise.all([this.city, this.fund, this.operator].map(platform => platform.stop()));
  }

  /** As if nothing had been exchanged yet. */
  async begin(): Promise<void> {
    await this.desk.graph.caughtUp();
    for (const platform of [this.city, this.fund, this.operator]) platform.forget();
    const em = this.desk.graph.subgraph.kernel.em();
    for (const type of [ExchangeRecord, ExchangeReceipt, ExchangeChannel, QuarantinedMessage, Qualification])
      await em.nativeDelete(type as never, {});
    this.desk.graph.clock.set('2026-03-16T02:00:00Z');
  }

  async run(partner = 'CITY_PLATFORM'): Promise<Data> {
    await this.desk.graph.caughtUp();
    return ok(await this.desk.graph.query(RUN, { input: { partner } }, OPERATOR)).synchronisePartner;
  }

  /** Has a batch of the city taken, as the inbound service does with each page. */
  take(messages: readonly string[]): Promise<Taken> {
    const { kernel } = this.desk.graph.subgraph;
    const [partner] = readExchangeSettings(StandInPlatform.settings(this.city))!.partners;
    const batch = { batchId: 'B-1', position: '9', messages: [...messages] };
    return new InboundService(kernel).take('SETTLEMENT', partner!, batch, 0);
  }

  async channel(direction: string, partner = 'CITY_PLATFORM'): Promise<Data> {
    return ok(await this.desk.graph.query(CHANNELS, {}, OPERATOR)).exchangeChannels.find(
      (row: Data) => row.direction === direction && row.partner === partner,
    );
  }

  /** Why messages were put aside, newest first. */
  async reasons(): Promise<string[]> {
    return ok(await this.desk.graph.query(QUARANTINE, {}, OPERATOR)).quarantinedMessages.nodes.map(
      (row: Data) => row.reason,
    );
  }

  /** Decides on a message that was put aside, by default the newest. */
  async decide(act: string, id?: string): Promise<Data> {
    const [newest] = ok(
      await this.desk.graph.query('{ quarantinedMessages(first: 1) { nodes { id } } }', {}, OPERATOR),
    ).quarantinedMessages.nodes;
    const idempotencyKey = `quarantine-${randomUUID()}`;
    const input = { idempotencyKey, quarantinedMessageId: id ?? newest.id, act, reason: '参保信息已补录' };
    return ok(await this.desk.graph.query(RELEASE, { input }, OPERATOR)).releaseQuarantinedMessage;
  }

  records(set: string): Promise<ExchangeRecord[]> {
    const { kernel } = this.desk.graph.subgraph;
    return kernel.em().find(ExchangeRecord, { set: set as never }, { orderBy: { code: 'asc' } });
  }

  adult(): Promise<string> {
    return this.desk.insure({ scheme: 'RESIDENT', personGroup: 'ADULT', ...YEAR });
  }

  /** As many messages of base data from the city, some of which nobody can open. */
  fill(count: number, broken: (at: number) => boolean): void {
    for (let at = 0; at < count; at += 1) {
      if (broken(at)) this.city.sendRaw(Buffer.from(`nonsense ${at}`).toString('base64'));
      else this.city.send('BASE_DATA', `D${String(at).padStart(4, '0')}`, 1, base(`条目${at}`));
    }
  }
}
