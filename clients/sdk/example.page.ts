import { join } from 'node:path';
import type { Page } from '../pages/page.ts';

/** An example of the SDK as a page of the gateway, `/examples/NAME`; `before` makes the SDK that it imports. */
export function examplePage(name: string, before: () => Promise<unknown>): Page {
  const source = join(import.meta.dirname, 'examples', name);
  return { path: `/examples/${name}`, source, dist: join(source, 'dist'), before };
}
