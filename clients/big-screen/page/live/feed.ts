import { momentAt, type Panel } from '../definition.ts';
import { NoAnswer, type Graph, type GraphAnswer } from './graph.ts';
import type { PanelStore } from './panel-store.ts';
import { waitAfter } from './patience.ts';
import { AWAY, problemOf, UNREADABLE } from './problem.ts';

export interface FeedSurroundings {
  readonly graph: Pick<Graph, 'ask' | 'follow'>;
  /** The server's time. */
  readonly now: () => number;
  /** What the viewer has chosen on the page. */
  readonly choice: () => string | null;
  readonly documents: Readonly<Record<string, string>>;
  /** Resolves after so many milliseconds, or at once when the signal is given. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly chance: () => number;
}

/** Brings the data of one panel into its store while the panel is to be seen. */
export class Feed {
  readonly #panel: Panel;
  readonly #store: PanelStore;
  readonly #around: FeedSurroundings;
  #running: AbortController | null = null;
  /** Cuts short the wait before the next question. */
  #hurry = new AbortController();

  constructor(panel: Panel, store: PanelStore, around: FeedSurroundings) {
    this.#panel = panel;
    this.#store = store;
    this.#around = around;
  }

  /** Begins with the answer of now, and with the events behind the last cursor. */
  resume(): void {
    if (this.#running) return;
    this.#running = new AbortController();
    const { signal } = this.#running;
    void this.#keepAsking(signal);
    void this.#keepFollowing(signal);
  }

  /** Stops asking and following; what is held stays. */
  pause(): void {
    this.#running?.abort();
    this.#running = null;
    this.askNow();
  }

  /** Asks without waiting for its turn, such as after another choice. */
  askNow(): void {
    this.#hurry.abort();
    this.#hurry = new AbortController();
  }

  async #keepAsking(signal: AbortSignal): Promise<void> {
    const { ask } = this.#panel;
    if (!ask) return;
    for (let failures = 0; !signal.aborted;) {
      failures = (await this.#askOnce(signal)) ? 0 : failures + 1;
      const wait = failures === 0 ? ask.everySeconds * 1000 : waitAfter(failures - 1, this.#around.chance());
      await this.#around.wait(wait, AbortSignal.any([signal, this.#hurry.signal]));
    }
  }

  async #askOnce(signal: AbortSignal): Promise<boolean> {
    const { ask } = this.#panel;
    const { graph, now, choice, documents } = this.#around;
    const variables = ask!.variables ? ask!.variables(momentAt(now(), choice())) : {};
    if (variables === null) return true;
    try {
      const answer = await graph.ask(documents[ask!.document]!, variables);
      const data = this.#readable('ask', answer);
      if (signal.aborted || data === null) return data !== null;
      this.#store.answer(data, instant(ask!.at?.(data)) ?? now());
      return true;
    } catch (error) {
      this.#store.trouble('ask', error instanceof NoAnswer ? AWAY : UNREADABLE);
      return false;
    }
  }

  async #keepFollowing(signal: AbortSignal): Promise<void> {
    const { follow } = this.#panel;
    if (!follow) return;
    const { graph, documents, wait, chance } = this.#around;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const variables = { after: this.#store.cursor };
        for await (const answer of graph.follow(documents[follow.document]!, variables, signal)) {
          if (this.#deliver(answer)) failures = 0;
          // A fact that cannot be read is not skipped: the stream is opened again behind the one before.
          else if (follow.kind === 'facts') break;
        }
      } catch (error) {
        this.#store.trouble('follow', error instanceof NoAnswer ? AWAY : UNREADABLE);
      }
      if (!signal.aborted) await wait(waitAfter(failures, chance()), signal);
    }
  }

  /** Keeps an event; of a fact also what is left of it while another subgraph is away, because it comes only once. */
  #deliver(answer: GraphAnswer): boolean {
    const { take, at, kind } = this.#panel.follow!;
    const event = eventOf(answer);
    if (!event || (kind === 'gauge' && answer.errors?.length)) {
      this.#readable('follow', { errors: answer.errors });
      return false;
    }
    const { cursor, missed } = event;
    const when = instant(at?.(event)) ?? this.#around.now();
    this.#store.deliver({ cursor, missed, at: when, item: take(event) });
    if (answer.errors?.[0]) this.#store.trouble('follow', problemOf(answer.errors[0]));
    return true;
  }

  /** The data of an answer without errors: half an answer could show a wrong number. */
  #readable(
    where: 'ask' | 'follow',
    { data, errors }: GraphAnswer,
  ): Readonly<Record<string, unknown>> | null {
    if (!errors?.length && data) return data;
    this.#store.trouble(where, errors?.[0] ? problemOf(errors[0]) : UNREADABLE);
    return null;
  }
}

function eventOf({ data }: GraphAnswer): { readonly cursor: string; readonly missed: number } | null {
  const [event] = Object.values(data ?? {});
  return (event as { cursor: string; missed: number } | null | undefined) ?? null;
}

function instant(text: string | null | undefined): number | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : at;
}
