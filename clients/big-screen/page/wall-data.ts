import type { PageDefinition, Panel } from './definition.ts';
import { Feed } from './live/feed.ts';
import type { Graph, Standing } from './live/graph.ts';
import { PanelStore } from './live/panel-store.ts';

export interface WallDataOptions {
  readonly graph: Graph;
  readonly documents: Readonly<Record<string, string>>;
  readonly now: () => number;
}

interface Kept {
  readonly store: PanelStore;
  readonly feed: Feed;
}

/**
 * What the wall holds of every panel it has shown. Only the panels of the page to be seen are fed, and none while the
 * wall is hidden; each goes on where it was: a fresh answer to its question, and the events behind its cursor.
 */
export class WallData {
  readonly #options: WallDataOptions;
  readonly #kept = new Map<Panel, Kept>();
  readonly #choices = new Map<PageDefinition, string | null>();
  #page: PageDefinition | null = null;
  #hidden = false;

  constructor(options: WallDataOptions) {
    this.#options = options;
  }

  get standing(): Standing {
    return this.#options.graph.standing;
  }

  set onStanding(told: (standing: Standing) => void) {
    this.#options.graph.onStanding = told;
  }

  now(): number {
    return this.#options.now();
  }

  storeOf(panel: Panel): PanelStore {
    return this.#keptOf(panel).store;
  }

  /** Feeds the panels of this page from now on, and no others. */
  show(page: PageDefinition): void {
    if (this.#page !== page) this.#each(this.#page, feed => feed.pause());
    this.#page = page;
    if (!this.#hidden) this.#each(page, feed => feed.resume());
  }

  /** The wall is hidden, or seen again. */
  hide(hidden: boolean): void {
    this.#hidden = hidden;
    this.#each(this.#page, feed => (hidden ? feed.pause() : feed.resume()));
  }

  /** Something on the page was chosen: questions that speak of it are asked at once. */
  choose(page: PageDefinition, choice: string | null): void {
    if ((this.#choices.get(page) ?? null) === choice) return;
    this.#choices.set(page, choice);
    this.#each(page, feed => feed.askNow());
  }

  /** Begins every feed of the page anew, such as under another token. */
  restart(): void {
    this.#each(this.#page, feed => feed.pause());
    this.#options.graph.renew();
    if (!this.#hidden) this.#each(this.#page, feed => feed.resume());
  }

  #each(page: PageDefinition | null, act: (feed: Feed) => void): void {
    for (const panel of page?.panels ?? []) act(this.#keptOf(panel).feed);
  }

  #keptOf(panel: Panel): Kept {
    const known = this.#kept.get(panel);
    if (known) return known;
    const store = new PanelStore(panel.follow?.keep ?? 1, panel.follow?.kind === 'facts');
    const { graph, documents, now } = this.#options;
    const feed = new Feed(panel, store, {
      graph,
      documents,
      now,
      choice: () => (this.#page && this.#choices.get(this.#page)) ?? null,
      wait: waitFor,
      chance: Math.random,
    });
    const kept = { store, feed };
    this.#kept.set(panel, kept);
    return kept;
  }
}

/** Resolves after so many milliseconds, or at once when the signal is given. */
function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
