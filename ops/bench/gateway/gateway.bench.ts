import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRover } from '../../schema/rover.ts';
import { CONTESTANTS, isInstalled, server, type Contestant } from './contestants.ts';
import { describeContest, hold, type Contest, type Length } from './contest.ts';
import { ownQuestions, ownSupergraph, type OwnGraph } from './own-graph.ts';
import { SHOP_QUESTIONS } from './questions.ts';
import { freePorts, Running } from './running.ts';
import { shopSubgraphs, shopSupergraph } from './shop.ts';

const FULL: Length = { warmUpRounds: 4, rounds: 7 };
const SHORT: Length = { warmUpRounds: 2, rounds: 3 };
const BARE = 'bare @apollo/gateway';

/**
 * The gateway against its peers: the same questions to the same subgraphs, CPU time of the gateway's process.
 * `--short` for a glance; further words choose contestants (`ours`, `bare`, …) and, with `own`, our own graph.
 */
export async function benchGateway(words: readonly string[], say: (line: string) => void): Promise<object> {
  if (!existsSync('/proc/self/schedstat')) throw new Error('CPU time of other processes is read from /proc');
  const length = words.includes('--short') ? SHORT : FULL;
  const chosen = words.filter(word => !word.startsWith('--'));
  const wanted = CONTESTANTS.filter(
    ({ name }) =>
      chosen.every(word => word === 'own') || chosen.some(word => name.toLowerCase().startsWith(word)),
  );
  const absent = wanted.filter(contestant => !isInstalled(contestant)).map(({ name }) => name);
  if (absent.length > 0)
    say(`absent: ${absent.join(', ')}; install the peers with: npm ci --prefix ops/bench/gateway/peers\n`);
  const folder = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
  const contests: Contest[] = [];
  const tell = (contest: Contest): void => {
    if (contest.cannot.includes(BARE)) throw new Error(`ours and ${BARE} differ on “${contest.question}”`);
    contests.push(contest);
    say(`${describeContest(contest, BARE).join('\n')}\n`);
  };
  try {
    if (!chosen.includes('own')) await overShop(folder, wanted.filter(isInstalled), length, tell);
    if (chosen.length === 0 || chosen.includes('own')) await overOwnGraph(folder, length, tell);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { absent, contests };
}

async function overShop(
  folder: string,
  contestants: readonly Contestant[],
  length: Length,
  tell: (contest: Contest) => void,
): Promise<void> {
  const names = shopSubgraphs().map(({ name }) => name);
  const [ports, addresses] = await places(names);
  const supergraphFile = join(folder, 'shop.graphql');
  writeFileSync(supergraphFile, shopSupergraph(addresses));
  const running: Running[] = [];
  try {
    running.push(
      await Running.start('subgraphs', server('subgraphs', JSON.stringify(ports)), ports['accounts']!),
    );
    for (const { name, command } of contestants) {
      const [port] = await freePorts(1);
      running.push(await Running.start(name, command({ folder, supergraphFile, addresses }, port!), port!));
    }
    const [subgraphs, ...gateways] = running;
    let asker = 0;
    for (const question of SHOP_QUESTIONS)
      tell(await hold(question, gateways, subgraphs!, () => `Bearer asker-${asker++}`, length));
  } finally {
    for (const one of running) await one.stop();
  }
}

async function overOwnGraph(folder: string, length: Length, tell: (contest: Contest) => void): Promise<void> {
  const [ports, addresses] = await places(readRover().map(({ name }) => name));
  const supergraphFile = join(folder, 'own.graphql');
  writeFileSync(supergraphFile, ownSupergraph(addresses));
  const data = join(folder, 'data');
  const graphFile = join(folder, 'own.json');
  const running: Running[] = [];
  try {
    const subgraphs = server('own-subgraphs', data, JSON.stringify(ports), graphFile);
    running.push(await Running.start('subgraphs', subgraphs, Object.values(ports).at(-1)!));
    while (!existsSync(graphFile)) await new Promise(resolve => setTimeout(resolve, 100));
    const graph = JSON.parse(readFileSync(graphFile, 'utf8')) as OwnGraph;
    const [our, bare] = await freePorts(2);
    const own = server(
      'own-gateway',
      supergraphFile,
      String(our),
      JSON.stringify(addresses),
      graph.service,
      data,
    );
    running.push(await Running.start('ours', own, our!));
    const theirs = server('bare', supergraphFile, String(bare), graph.service);
    running.push(await Running.start(BARE, theirs, bare!));
    const [all, ...gateways] = running;
    let asker = 0;
    const authorizations = (): string => graph.tokens[asker++ % graph.tokens.length]!;
    for (const question of ownQuestions(graph))
      tell(await hold(question, gateways, all!, authorizations, length));
  } finally {
    for (const one of running) await one.stop();
  }
}

async function places(names: readonly string[]): Promise<[Record<string, number>, Record<string, string>]> {
  const free = await freePorts(names.length);
  return [
    Object.fromEntries(names.map((name, index) => [name, free[index]!])),
    Object.fromEntries(names.map((name, index) => [name, `http://127.0.0.1:${free[index]}/graphql`])),
  ];
}
