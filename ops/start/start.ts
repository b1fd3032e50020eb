/** `npm start`: the whole system, in one process unless `WORKERS` or split subgraphs say otherwise. */
import { FolderInUse } from '#kernel/persistence/folder-lock';
import { UnfitTransport } from '#kernel/server/transport';
import { UnfitKey } from '#kernel/sensitive/keys';
import { buildMissingPages } from '../../clients/pages/build.ts';
import type { PageHandler } from '../../gateway/src/front.ts';
import { readEnvironment, UnfitSettings, type Environment } from '../environment.ts';
import { PAGES } from '../pages/pages.ts';
import { UnfitRelease } from '../release/verify.ts';
import { startControl } from './control.ts';
import { demoTokens, pagesOf } from './pages.ts';
import { readSupergraph } from './reloading.ts';
import { withSplitSubgraphs } from './split.ts';
import { startSystem, type RunningSystem } from './system.ts';
import { startSeveral, type SeveralProcesses } from './workers.ts';

const began = Date.now();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (): string => `${((Date.now() - began) / 1000).toFixed(1)} s`;

/** What `npm start` runs, in one process or in several. */
type Started = Pick<RunningSystem, 'url' | 'opened' | 'stop'> & Pick<SeveralProcesses, 'gateway'>;

async function main(): Promise<void> {
  const environment = await withSplitSubgraphs(readEnvironment());
  await buildMissingPages(PAGES);
  let tokens: Awaited<ReturnType<typeof demoTokens>> = [];
  const system: Started =
    environment.WORKERS > 1
      ? await startSeveral(environment)
      : await startOne(
          environment,
          pagesOf(environment, () => tokens),
        );
  const control = await startControl(environment, system.opened, system.gateway);
  tokens = await demoTokens(system.opened.process);
  announce(system, tokens);
  process.on('SIGHUP', () => void reload(system));
  stopOnSignals(system, () => control.stop());
}

async function startOne(environment: Environment, pages: readonly PageHandler[]): Promise<Started> {
  const system = await startSystem(environment, {
    pages,
    onProgress: what => say(`  ${seconds()}  ${what}`),
  });
  return { ...system, gateway: { reload: async sdl => system.gateway.reload(sdl) } };
}

async function reload({ gateway, opened }: Started): Promise<void> {
  const { SUPERGRAPH_FILE } = opened.process.environment;
  const { state } = await gateway.reload(readSupergraph(SUPERGRAPH_FILE));
  say(`supergraph: ${state}`);
}

function announce(system: Started, tokens: readonly { role: string; token: string }[]): void {
  const { url } = system;
  say(`\nready after ${seconds()}`);
  const { split, WORKERS } = system.opened.process.environment;
  if (WORKERS > 1) say(`  gateways   ${WORKERS} processes`);
  if (split.length > 0) say(`  over HTTP  ${split.join(', ')}`);
  say(`  GraphQL    ${url}/graphql   (ws and SSE on the same path)`);
  say(`  GraphiQL   ${url}/graphiql`);
  say(`  big screen ${url}/screen`);
  say(`  functions  ${url}/functions`);
  say(`  health     ${url}/livez  ${url}/readyz  ${url}/metrics`);
  if (tokens.length > 0) say('\ntokens of the development issuer, valid for 12 hours:');
  for (const { role, token } of tokens) say(`  ${role.padEnd(17)} ${token}`);
  say('\nCtrl-C stops everything; the data stay.');
}

function stopOnSignals(system: Started, stopControl: () => Promise<void>): void {
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
    error instanceof UnfitRelease ||
    error instanceof UnfitTransport ||
    (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  process.stderr.write(
    known ? `${(error as Error).message}\n` : `start failed: ${(error as Error).stack ?? String(error)}\n`,
  );
  process.exit(1);
});
