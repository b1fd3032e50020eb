/** `npm start`: the whole system in one process. */
import { FolderInUse } from '#kernel/persistence/folder-lock';
import { UnfitKey } from '#kernel/sensitive/keys';
import { today } from '#kernel/vocabulary/calendar';
import { buildAnalystWhenMissing } from '../../clients/analyst/build.ts';
import { serveAnalyst } from '../../clients/analyst/serve.ts';
import type { PageHandler } from '../../gateway/src/front.ts';
import { createDemoWorld, DEMO_SEED } from '../demo/world.ts';
import { readEnvironment, UnfitSettings } from '../environment.ts';
import { tokenPerRole } from '../token/tokens.ts';
import { startControl } from './control.ts';
import { readSupergraph } from './reloading.ts';
import { withSplitSubgraphs } from './split.ts';
import { startSystem, type RunningSystem } from './system.ts';

const began = Date.now();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (): string => `${((Date.now() - began) / 1000).toFixed(1)} s`;

async function main(): Promise<void> {
  const environment = await withSplitSubgraphs(readEnvironment());
  await buildAnalystWhenMissing();
  let tokens: Awaited<ReturnType<typeof tokenPerRole>> = [];
  const developmentTokens: PageHandler = (request, response) => {
    if (environment.production || request.url !== '/dev/tokens') return false;
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    response.end(JSON.stringify(tokens));
    return true;
  };
  const system = await startSystem(environment, {
    pages: [developmentTokens, serveAnalyst],
    onProgress: what => say(`  ${seconds()}  ${what}`),
  });
  const control = await startControl(environment, system.opened, system.gateway);
  const { issuer, surroundings } = system.opened.process;
  if (issuer && !environment.production) {
    tokens = await tokenPerRole(
      issuer,
      environment.DEMO === 'on' ? demoRange(today(surroundings.clock)) : null,
    );
  }
  announce(system, tokens);
  process.on('SIGHUP', () => say(`supergraph: ${system.gateway.reload(readSupergraph()).state}`));
  stopOnSignals(system, () => control.stop());
}

function demoRange(asOf: string): { personId: string; institutionCode: string } {
  return createDemoWorld({ seed: DEMO_SEED, asOf }).showcase;
}

function announce(system: RunningSystem, tokens: readonly { role: string; token: string }[]): void {
  const { url } = system;
  say(`\nready after ${seconds()}`);
  const { split } = system.opened.process.environment;
  if (split.length > 0) say(`  over HTTP  ${split.join(', ')}`);
  say(`  GraphQL    ${url}/graphql   (ws and SSE on the same path)`);
  say(`  GraphiQL   ${url}/graphiql`);
  say(`  health     ${url}/livez  ${url}/readyz  ${url}/metrics`);
  if (tokens.length > 0) say('\ntokens of the development issuer, valid for 12 hours:');
  for (const { role, token } of tokens) say(`  ${role.padEnd(17)} ${token}`);
  say('\nCtrl-C stops everything; the data stay.');
}

function stopOnSignals(system: RunningSystem, stopControl: () => Promise<void>): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say('\nstopping …');
    await stopControl();
    await system.stop();
    say('stopped');
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

main().catch((error: unknown) => {
  const known =
    error instanceof FolderInUse ||
    error instanceof UnfitSettings ||
    error instanceof UnfitKey ||
    (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  process.stderr.write(
    known ? `${(error as Error).message}\n` : `start failed: ${(error as Error).stack ?? String(error)}\n`,
  );
  process.exit(1);
});
