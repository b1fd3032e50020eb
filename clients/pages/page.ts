import { join } from 'node:path';

/** A page of the gateway: bundled from the installed packages into a folder, and served from there. */
export interface Page {
  /** Where the gateway serves it: `/graphiql`. */
  readonly path: string;
  /** Its sources: `index.html`, `main.tsx`, and pictures (`*.svg`). */
  readonly source: string;
  /** Where it is built; git does not keep it. */
  readonly dist: string;
  /** Scripts that run beside the page, by the names under which it asks for them. */
  readonly workers?: Readonly<Record<string, string>>;
  /** Makes what its sources import. */
  readonly before?: () => Promise<unknown>;
  /** Files that are made while it is built: what the page shows. */
  readonly files?: () => Files | Promise<Files>;
  /** A library of the page positions what it draws with `style` attributes; without one, no style stands in the page. */
  readonly inlineStyles?: boolean;
  /** A library of the page starts workers from scripts that it holds itself. */
  readonly blobWorkers?: boolean;
}

type Files = Readonly<Record<string, string>>;

/** The page whose sources lie in `folder/page`; it is built into `folder/dist`. */
export function pageIn(folder: string, page: Omit<Page, 'source' | 'dist'>): Page {
  return { ...page, source: join(folder, 'page'), dist: join(folder, 'dist') };
}
