/** The six subgraphs of our own graph with the demo world, each on its port; then writes what a client needs. */
import { writeFileSync } from 'node:fs';
import { serveSubgraph } from '#kernel/server/http';
import { today } from '#kernel/vocabulary/calendar';
import { createDemoWorld, DEMO_SEED } from '../../../demo/world.ts';
import { readEnvironment } from '../../../environment.ts';
import { loadDemo, openSubgraphs } from '../../../start/system.ts';
import type { OwnGraph } from '../own-graph.ts';

const [, , folder = '', ports = '{}', file = ''] = process.argv;
const TOKENS = 300;

const opened = await openSubgraphs({
  ...readEnvironment(),
  production: false,
  DATABASE_URL: undefined,
  DATA_DIR: folder,
  split: [],
  LOG_LEVEL: 'error',
});
await loadDemo(opened);
for (const subgraph of opened.subgraphs) {
  const port = (JSON.parse(ports) as Record<string, number>)[subgraph.name]!;
  await serveSubgraph(subgraph, { host: '127.0.0.1', port });
}
const { issuer, service, surroundings } = opened.process;
const { showcase } = createDemoWorld({ seed: DEMO_SEED, asOf: today(surroundings.clock) });
const tokens: string[] = [];
for (let count = 0; count < TOKENS; count++)
  tokens.push(`Bearer ${await issuer!.sign('HANDLER', `bench-${count}`, { region: '31' })}`);
const graph: OwnGraph = {
  tokens,
  service: await service.authorization(),
  person: showcase.personId,
  institution: showcase.institutionCode,
};
writeFileSync(file, JSON.stringify(graph));
