/** One of several gateway processes on one port (`WORKERS`); the primary process has the subgraphs. */
import { SUBGRAPHS } from '#kernel/server/subgraph';
import { readEnvironment } from '../environment.ts';
import { demoTokens, pagesOf } from './pages.ts';
import { startSystem } from './system.ts';
import { joinOthers, metricsOfAll, supergraphOfAll } from './workers.ts';

async function main(): Promise<void> {
  const environment = { ...readEnvironment(), split: [...SUBGRAPHS] };
  let tokens: Awaited<ReturnType<typeof demoTokens>> = [];
  const system = await startSystem(environment, {
    pages: pagesOf(environment, () => tokens),
    supergraphSdl: await supergraphOfAll(),
  });
  tokens = await demoTokens(system.opened.process);
  system.metrics.gatherFrom(metricsOfAll);
  joinOthers(system);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await system.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

main().catch((error: unknown) => {
  process.stderr.write(`a worker did not start: ${(error as Error).message}\n`);
  process.exit(1);
});
