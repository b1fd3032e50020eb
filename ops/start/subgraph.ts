/** `npm run subgraph -- NAME`: one subgraph in a process of its own, at the address that `rover.yaml` gives it. */
import { serveSubgraph } from '#kernel/server/http';
import { readEnvironment } from '../environment.ts';
import { readRover } from '../schema/rover.ts';
import { startControl } from './control.ts';
import { isSubgraphName } from './definitions.ts';
import { loadDemo, openSubgraphs } from './system.ts';

async function main(): Promise<void> {
  const name = process.argv[2] ?? '';
  if (!isSubgraphName(name)) throw new Error(`no subgraph “${name}”`);
  const environment = readEnvironment();
  if (!environment.DATABASE_URL) {
    throw new Error('a subgraph on its own needs DATABASE_URL: the embedded database belongs to one process');
  }
  const opened = await openSubgraphs({ ...environment, split: [] }, [name]);
  if (environment.DEMO === 'on' && !environment.production) await loadDemo(opened);
  const [subgraph] = opened.subgraphs;
  await subgraph!.start();
  const { hostname, port } = new URL(
    readRover(environment.ROVER_FILE).find(entry => entry.name === name)!.url,
  );
  const { transport } = opened.process;
  const host = environment.HOST === '127.0.0.1' ? hostname : environment.HOST;
  const served = await serveSubgraph(subgraph!, { host, port: Number(port) }, transport);
  const control = await startControl(environment, opened);
  process.stdout.write(`${name} answers at ${transport ? 'https' : 'http'}://${hostname}:${port}/graphql\n`);
  const stop = async (): Promise<void> => {
    await control.stop();
    await served.stop();
    await opened.close();
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});
