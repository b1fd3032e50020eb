import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, type DocumentNode } from 'graphql';
import { SubgraphExecutor } from '#kernel/server/execute';
import { serveSubgraph } from '#kernel/server/http';
import { today } from '#kernel/vocabulary/calendar';
import { PlanExecutor } from '../../gateway/src/execution.ts';
import { HttpLink } from '../../gateway/src/links/http-link.ts';
import type { SubgraphLink } from '../../gateway/src/links/link.ts';
import { PlannedSupergraph } from '../../gateway/src/planning.ts';
import { createDemoWorld, DEMO_SEED } from '../demo/world.ts';
import { readEnvironment } from '../environment.ts';
import { ROOT } from '../schema/rover.ts';
import { loadDemo, openSubgraphs } from '../start/system.ts';
import type { Benchmark } from './benchmark.ts';

const QUERY = `query ($id: ID!) { person(id: $id) {
  name
  settlements(first: 5) { nodes {
    institution { name inspectionCodes(first: 3) { nodes { state } } }
    claim { suspicions(first: 5) { nodes { rule } } items { drug { cheapestQuote { price } } } } } }
  agentRuns(first: 3) { nodes { usage { cost } } } } }`;

const ASKS = 20;

/** One question over six domains, with the subgraphs in the gateway's process and behind HTTP on the same machine. */
export const sixDomains: Benchmark = {
  name: 'join',
  question:
    'What does the same join over six domains cost in one process, beside HTTP between gateway and subgraphs?',
  async prepare() {
    const folder = mkdtempSync(join(tmpdir(), 'bench-join-'));
    const opened = await openSubgraphs({
      ...readEnvironment(),
      DATABASE_URL: undefined,
      DATA_DIR: folder,
      split: [],
      LOG_LEVEL: 'error',
    });
    await loadDemo(opened);
    const supergraph = new PlannedSupergraph(
      readFileSync(new URL('schema/supergraph.graphql', ROOT), 'utf8'),
    );
    const local = new Map<string, SubgraphLink>();
    const remote = new Map<string, SubgraphLink>();
    const servers: { stop(): Promise<void> }[] = [];
    const service = () => opened.process.service.authorization();
    for (const subgraph of opened.subgraphs) {
      const port = await freePort();
      servers.push(await serveSubgraph(subgraph, { host: '127.0.0.1', port }));
      local.set(subgraph.name, new SubgraphExecutor(subgraph));
      remote.set(subgraph.name, new HttpLink(subgraph.name, `http://127.0.0.1:${port}/graphql`, service));
    }
    const { showcase } = createDemoWorld({ seed: DEMO_SEED, asOf: today(opened.process.surroundings.clock) });
    const token = await opened.process.issuer!.sign('HANDLER', 'bench', { region: '31' });
    const ask = asker(parse(QUERY), showcase.personId, `Bearer ${token}`);
    const inProcess = new PlanExecutor(supergraph, local);
    const overHttp = new PlanExecutor(supergraph, remote);
    return {
      unit: 'query',
      runners: [
        { name: 'subgraphs in the process', units: ASKS, run: () => ask(inProcess) },
        {
          name: 'the same subgraphs over HTTP (loopback, keep-alive)',
          units: ASKS,
          run: () => ask(overHttp),
        },
      ],
      limits: [{ name: 'published limit of 1 s for a transaction', milliseconds: 1_000 }],
      async close() {
        for (const link of remote.values()) await link.close?.();
        for (const server of servers) await server.stop();
        await opened.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

function asker(document: DocumentNode, id: string, authorization: string) {
  return async (executor: PlanExecutor): Promise<void> => {
    for (let count = 0; count < ASKS; count++) {
      const { data, errors } = await executor.execute(
        { document, variables: { id } },
        { authorization, purpose: null, principal: null, requestId: `bench-${count}` },
      );
      if (errors || !data?.['person']) throw new Error(`the query failed: ${JSON.stringify(errors)}`);
    }
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
