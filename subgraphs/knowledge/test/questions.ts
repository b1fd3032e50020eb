import type { Asker, TestSubgraph } from '#test/subgraph';
import { asPerson } from './library.ts';

export const ASK = `mutation ($input: AskPolicyInput!) { askPolicy(input: $input) { __typename
  ... on AskPolicySuccess { run { id state agent method asOf startedAt notice } }
  ... on NoPolicyInForceRefusal { code message asOf } } }`;

export const RUN = `query ($id: ID!) { agentRun(id: $id) { id state question asOf evidence refusalMessage answer notice inputTokens
  outputTokens elapsedMs finishedAt person { id } steps { step } citations { source documentTitle adoptedOn label quotation
  score incomplete article { label version { document { title } } } } } }`;

export const EVENTS = `subscription ($runId: ID!, $after: Cursor) { agentRunEvents(runId: $runId, after: $after) {
  cursor missed runId step detail { step elapsedMs } citations { source quotation } run { id state answer person { id } } } }`;

/** Questions put to a library, as a client puts them: asked, followed, read. */
export class Questions {
  #keys = 0;

  constructor(readonly library: TestSubgraph) {}

  newKey(): string {
    return `ask-key-${++this.#keys}`;
  }

  async ask(question: string, asker: Asker = asPerson, more: object = {}) {
    const { askPolicy } = await this.library.data(
      ASK,
      { input: { idempotencyKey: this.newKey(), question, ...more } },
      asker,
    );
    return askPolicy.run;
  }

  /** All events of a run, to its end. */
  async follow(runId: string, after: string | null = null, asker: Asker = asPerson) {
    const events = [];
    for await (const { data, errors } of await this.library.subscribe(EVENTS, { runId, after }, asker)) {
      if (errors) throw new Error(JSON.stringify(errors));
      events.push(data.agentRunEvents);
    }
    return events;
  }

  async finished(question: string, asker: Asker = asPerson) {
    const { id } = await this.ask(question, asker);
    await this.follow(id, null, asker);
    return (await this.library.data(RUN, { id }, asker)).agentRun;
  }
}
