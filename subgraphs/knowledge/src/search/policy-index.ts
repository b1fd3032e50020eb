import type { Logger } from 'pino';
import { DOCUMENT_TOPIC } from '#schema/events/knowledge.events';
import type { EventBus } from '#kernel/events/bus';
import type { EntityManager } from '#kernel/persistence/database';
import type { BackgroundTask } from '#kernel/server/subgraph';
import type { Lexicon } from '../answer/quotation.rule.ts';
import { ArticleIndex, type ArticleSource } from './article-index.ts';
import { loadSegmenter } from './segmenter.ts';

/** Imports come in rows of files; the index is built ahead once they have been quiet for so long. */
const QUIET_MS = 1_000;

/** An index together with the words and rarities that belong to it. */
export interface PolicyIndex extends Lexicon {
  readonly index: ArticleIndex;
}

interface Built extends PolicyIndex {
  readonly stamp: string;
}

/**
 * The index of this process over the articles in the database. It is built on the first search, not at the start, and again
 * when the stored versions have changed, whichever process imported them: every search compares one row. A task hears of
 * imports and builds ahead, so that the next question does not wait.
 */
export class PolicyIndexes implements BackgroundTask {
  readonly #em: () => EntityManager;
  readonly #bus: EventBus;
  readonly #log: Logger;
  #built: Built | null = null;
  #building: Promise<Built> | null = null;
  #imports: AsyncIterableIterator<unknown> | null = null;
  #following: Promise<void> = Promise.resolve();
  #quiet: NodeJS.Timeout | undefined;

  constructor(em: () => EntityManager, bus: EventBus, log: Logger) {
    this.#em = em;
    this.#bus = bus;
    this.#log = log;
  }

  /** The index of what is stored now. */
  async current(): Promise<PolicyIndex> {
    const stamp = await this.#stamp();
    if (this.#built?.stamp === stamp) return this.#built;
    this.#building ??= this.#build(stamp).finally(() => (this.#building = null));
    return this.#building;
  }

  async start(): Promise<void> {
    const imports = await this.#bus.facts(DOCUMENT_TOPIC, 'now');
    this.#imports = imports;
    this.#following = this.#follow(imports);
  }

  async stop(): Promise<void> {
    await this.#imports?.return?.();
    await this.#following;
    clearTimeout(this.#quiet);
    await this.#building?.catch(() => undefined);
  }

  /** Only a process that has searched builds ahead. */
  async #follow(imports: AsyncIterableIterator<unknown>): Promise<void> {
    for (let step = await imports.next(); !step.done; step = await imports.next()) {
      clearTimeout(this.#quiet);
      this.#quiet = setTimeout(() => void this.#buildAhead(), QUIET_MS).unref();
    }
  }

  async #buildAhead(): Promise<void> {
    if (!this.#built) return;
    await this.current().catch((error: unknown) =>
      this.#log.warn({ err: error }, 'the policy index is built later'),
    );
  }

  /** Every import raises the revision of a version, so the sum changes with each of them. */
  async #stamp(): Promise<string> {
    const [row] = await this.#em().execute<{ stamp: unknown }[]>(
      `select coalesce(sum(revision), 0) as stamp from "knowledge"."document_version"`,
    );
    return String(row?.stamp);
  }

  async #build(stamp: string): Promise<Built> {
    const began = performance.now();
    const [rows, segment] = await Promise.all([this.#articles(), loadSegmenter()]);
    const index = new ArticleIndex(rows, segment);
    this.#built = { stamp, index, segment, rarity: word => index.rarity(word) };
    this.#log.info({ articles: index.size, ms: Math.round(performance.now() - began) }, 'policy index built');
    return this.#built;
  }

  async #articles(): Promise<ArticleSource[]> {
    const rows = await this.#em().execute<Record<string, unknown>[]>(
      `select article.id, article.chapter, article.paragraphs, version.document_id, document.title,
         to_char(version.adopted_on, 'YYYY-MM-DD') as adopted_on
       from "knowledge"."article" article
         join "knowledge"."document_version" version on version.id = article.version_id
         join "knowledge"."document" document on document.id = version.document_id
       order by document.title, version.adopted_on, article.ordinal`,
    );
    return rows.map(row => ({
      id: String(row['id']),
      documentId: String(row['document_id']),
      title: String(row['title']),
      adoptedOn: String(row['adopted_on']),
      chapter: row['chapter'] === null ? null : String(row['chapter']),
      text: textOf(row['paragraphs']),
    }));
  }
}

function textOf(paragraphs: unknown): string {
  const list = (typeof paragraphs === 'string' ? JSON.parse(paragraphs) : paragraphs) as string[];
  return list.join('\n');
}
