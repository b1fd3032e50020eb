import { today } from '#kernel/vocabulary/calendar';
import { createPageHandler } from '../../clients/pages/serve.ts';
import type { PageHandler } from '../../gateway/src/front.ts';
import { createShowcase, DEMO_SEED } from '../demo/world.ts';
import type { Environment } from '../environment.ts';
import { PAGES } from '../pages/pages.ts';
import { tokenPerRole } from '../token/tokens.ts';
import type { Process } from './surroundings.ts';

type Tokens = Awaited<ReturnType<typeof tokenPerRole>>;

/** One ready token per role of the development issuer; none in production. */
export async function demoTokens({ environment, issuer, surroundings }: Process): Promise<Tokens> {
  if (!issuer || environment.production) return [];
  const range =
    environment.DEMO === 'on' ? createShowcase({ seed: DEMO_SEED, asOf: today(surroundings.clock) }) : null;
  return tokenPerRole(issuer, range);
}

/** The pages beside the graph; `tokens` are asked for when a page wants them. */
export function pagesOf(environment: Environment, tokens: () => Tokens): readonly PageHandler[] {
  const developmentTokens: PageHandler = (request, response) => {
    if (environment.production || request.url !== '/dev/tokens') return false;
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    response.end(JSON.stringify(tokens()));
    return true;
  };
  return [developmentTokens, ...PAGES.map(createPageHandler)];
}
