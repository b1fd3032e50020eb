import { readFileSync } from 'node:fs';
import { ACCESS } from '#kernel/access/access.terms';
import { SubgraphExecutor } from '#kernel/server/execute';
import { createSubgraph, SUBGRAPHS, type RunningSubgraph } from '#kernel/server/subgraph';
import { today, type Clock } from '#kernel/vocabulary/calendar';
import { Front, type PageHandler } from '../../gateway/src/front.ts';
import { Gateway } from '../../gateway/src/gateway.ts';
import { HttpLink } from '../../gateway/src/links/http-link.ts';
import type { SubgraphLink } from '../../gateway/src/links/link.ts';
import { Metrics } from '../../gateway/src/metrics.ts';
import type { Manifest } from '../../gateway/src/trusted/manifest.ts';
import type { NamedTrail } from '../audit/work.ts';
import { createDemoWorld, DEMO_SEED } from '../demo/world.ts';
import type { Environment } from '../environment.ts';
import { readRover, ROOT } from '../schema/rover.ts';
import { loadDefinition } from './definitions.ts';
import { readSupergraph, SubgraphWatch } from './reloading.ts';
import { openProcess, type Process } from './surroundings.ts';

/** The subgraphs of one process, without any port. */
export interface OpenSubgraphs {
  readonly process: Process;
  readonly subgraphs: readonly RunningSubgraph[];
  /** The audit chains that this process answers for. */
  readonly trails: readonly NamedTrail[];
  close(): Promise<void>;
}

/** Opens the subgraphs that are not split out: lock, migrations, services; starts nothing. */
export async function openSubgraphs(
  environment: Environment,
  names: readonly string[] = SUBGRAPHS,
  clock?: Clock,
): Promise<OpenSubgraphs> {
  const opened = await openProcess(environment, clock);
  const subgraphs: RunningSubgraph[] = [];
  try {
    for (const name of names) {
      if (environment.split.includes(name)) continue;
      subgraphs.push(await createSubgraph(await loadDefinition(name), opened.surroundings));
    }
  } catch (error) {
    await opened.close();
    throw error;
  }
  connectPeers(opened, subgraphs);
  const trails = subgraphs.map(({ name, kernel }) => ({ name, trail: kernel.audit }));
  return {
    process: opened,
    subgraphs,
    // A subgraph on its own leaves the chain of the door to the process that has the door.
    trails: names === SUBGRAPHS ? [{ name: ACCESS, trail: opened.access.trail }, ...trails] : trails,
    async close() {
      for (const subgraph of [...subgraphs].reverse()) await subgraph.stop();
      await opened.close();
    },
  };
}

function connectPeers(opened: Process, subgraphs: readonly RunningSubgraph[]): void {
  const local = new Map<string, RunningSubgraph>(subgraphs.map(subgraph => [subgraph.name, subgraph]));
  for (const { name, url } of readRover(opened.environment.ROVER_FILE)) {
    const subgraph = local.get(name);
    opened.peers.connect(name, subgraph ? new SubgraphExecutor(subgraph) : httpLink(name, url, opened));
  }
}

function httpLink(name: string, url: string, { service, transport }: Process): HttpLink {
  return new HttpLink(name, url, () => service.authorization(), transport);
}

/** Loads the demo world into every subgraph that has not got it; tells which did. */
export async function loadDemo(opened: OpenSubgraphs): Promise<readonly string[]> {
  const loaded: string[] = [];
  let world: unknown = null;
  for (const subgraph of opened.subgraphs) {
    if (await subgraph.demoLoaded()) continue;
    world ??= createDemoWorld({ seed: DEMO_SEED, asOf: today(opened.process.surroundings.clock) });
    if (await subgraph.loadDemo(world)) loaded.push(subgraph.name);
  }
  return loaded;
}

/** The whole system of one process at work. */
export interface RunningSystem {
  readonly url: string;
  readonly opened: OpenSubgraphs;
  readonly gateway: Gateway;
  readonly metrics: Metrics;
  stop(): Promise<void>;
}

export interface SystemOptions {
  readonly pages?: readonly PageHandler[];
  /** What the system takes for now; the time of this machine by default. */
  readonly clock?: Clock;
  readonly onProgress?: (what: string) => void;
  /** What is served first; `SUPERGRAPH_FILE` without it. */
  readonly supergraphSdl?: string;
}

/** Starts subgraphs, gateway and front; ready when it returns. */
export async function startSystem(
  environment: Environment,
  options: SystemOptions = {},
): Promise<RunningSystem> {
  const tell = options.onProgress ?? (() => undefined);
  const opened = await openSubgraphs(environment, SUBGRAPHS, options.clock);
  try {
    tell('database');
    if (environment.DEMO === 'on' && !environment.production) {
      const loaded = await loadDemo(opened);
      if (loaded.length > 0) tell(`demo world: ${loaded.join(', ')}`);
    }
    for (const subgraph of opened.subgraphs) await subgraph.start();
    const links = linksTo(opened.subgraphs, opened.process);
    const { log, verifier, access, surroundings } = opened.process;
    const metrics = new Metrics();
    const gateway = new Gateway({
      supergraphSdl: options.supergraphSdl ?? readSupergraph(environment.SUPERGRAPH_FILE),
      links,
      verifier,
      log,
      now: () => surroundings.clock.now(),
      introspection: !environment.production,
      limits: environment.LIMITS,
      tracing: opened.process.tracing,
      slowMilliseconds: environment.SLOW_OPERATION_MS,
      metrics,
      documents: { manifest: readManifest(), trust: environment.TRUSTED_DOCUMENTS },
      access,
      uploadsTo: 'settlement',
    });
    const front = new Front({
      gateway,
      log,
      metrics,
      readiness: { parts: () => readiness(opened.subgraphs, links) },
      pages: options.pages ?? [],
      transport: opened.process.transport,
    });
    const watch = new SubgraphWatch({
      gateway,
      roverFile: environment.ROVER_FILE,
      apart: new Map([...links].filter(([name]) => environment.split.includes(name))),
      log,
    });
    if (environment.NODE_ENV === 'development') watch.start();
    const port = await front.listen(environment.PORT, environment.HOST);
    return {
      url: `${opened.process.transport ? 'https' : 'http'}://${environment.HOST === '0.0.0.0' ? '127.0.0.1' : environment.HOST}:${port}`,
      opened,
      gateway,
      metrics,
      async stop() {
        watch.stop();
        await front.close();
        await gateway.stop();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(new URL('schema/trusted-documents.json', ROOT), 'utf8')) as Manifest;
}

function linksTo(subgraphs: readonly RunningSubgraph[], process: Process): ReadonlyMap<string, SubgraphLink> {
  const local = new Map<string, RunningSubgraph>(subgraphs.map(subgraph => [subgraph.name, subgraph]));
  return new Map(
    readRover(process.environment.ROVER_FILE).map(({ name, url }): [string, SubgraphLink] => {
      const subgraph = local.get(name);
      return [name, subgraph ? new SubgraphExecutor(subgraph) : httpLink(name, url, process)];
    }),
  );
}

async function readiness(
  subgraphs: readonly RunningSubgraph[],
  links: ReadonlyMap<string, SubgraphLink>,
): Promise<Record<string, boolean>> {
  const local = new Map<string, RunningSubgraph>(subgraphs.map(subgraph => [subgraph.name, subgraph]));
  const parts = await Promise.all(
    [...links].map(async ([name, link]): Promise<[string, boolean]> => {
      const subgraph = local.get(name);
      try {
        const up = subgraph
          ? await subgraph.ready()
          : Boolean((await link.execute({ query: '{ __typename }' })).data);
        return [name, up];
      } catch {
        return [name, false];
      }
    }),
  );
  return Object.fromEntries(parts);
}
