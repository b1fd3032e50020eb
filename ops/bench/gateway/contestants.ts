import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shopSubgraphs } from './shop.ts';

const HERE = import.meta.dirname;
/** A package of its own, so that no peer is a dependency of the product. */
const PEERS = join(HERE, 'peers');
const MODULES = join(PEERS, 'node_modules');

/** Where a gateway finds what it serves. */
export interface Field {
  /** A folder of this run, for what a gateway wants as a file. */
  readonly folder: string;
  readonly supergraphFile: string;
  readonly addresses: Readonly<Record<string, string>>;
}

export interface Command {
  readonly program: string;
  readonly words: readonly string[];
}

export interface Contestant {
  readonly name: string;
  /** The file without which it cannot run; nothing for what the product brings along. */
  readonly needs?: string;
  command(field: Field, port: number): Command;
}

const HIVE = join(MODULES, '@graphql-hive/gateway/dist/bin.js');
const RUST = join(MODULES, '@graphql-hive/router-runtime/package.json');
const MERCURIUS = join(MODULES, '@mercuriusjs/gateway/package.json');
const GRAFBASE = join(MODULES, '@grafbase/cli-x86_64-unknown-linux-musl/grafbase');

/** The field over the shop, ours first. */
export const CONTESTANTS: readonly Contestant[] = [
  {
    name: 'ours',
    command: ({ supergraphFile, addresses }, port) =>
      server('ours', supergraphFile, String(port), JSON.stringify(addresses)),
  },
  {
    name: 'ours in process',
    command: ({ supergraphFile }, port) => server('ours', supergraphFile, String(port), '{}', 'in-process'),
  },
  {
    name: 'bare @apollo/gateway',
    command: ({ supergraphFile }, port) => server('bare', supergraphFile, String(port)),
  },
  {
    name: 'monolith',
    command: ({ supergraphFile }, port) => server('monolith', supergraphFile, String(port)),
  },
  { name: 'Hive JIT', needs: HIVE, command: (field, port) => hive('hive-jit', field, port) },
  { name: 'Hive Rust planner', needs: RUST, command: (field, port) => hive('hive-rust', field, port) },
  {
    name: 'Mercurius JIT',
    needs: MERCURIUS,
    command: ({ addresses }, port) => ({
      program: process.execPath,
      words: [join(PEERS, 'mercurius.js'), String(port), JSON.stringify(firstVersion(addresses))],
    }),
  },
  { name: 'Grafbase', needs: GRAFBASE, command: grafbase },
];

export function isInstalled({ needs }: Contestant): boolean {
  return !needs || existsSync(needs);
}

/** A server of this folder that stands on the product's own packages. */
export function server(name: string, ...words: readonly string[]): Command {
  return {
    program: process.execPath,
    words: ['--import', 'tsx', join(HERE, `servers/${name}.ts`), ...words],
  };
}

function hive(configuration: string, { supergraphFile }: Field, port: number): Command {
  const words = ['supergraph', supergraphFile, '--port', String(port), '--host', '127.0.0.1', '--fork', '1'];
  const config = join(PEERS, `${configuration}.config.js`);
  return { program: process.execPath, words: [HIVE, '--config-path', config, ...words] };
}

function grafbase({ folder, addresses }: Field, port: number): Command {
  const lines = ['[[headers]]', 'rule = "forward"', 'name = "authorization"', ''];
  for (const { name, sdl } of shopSubgraphs()) {
    const schema = join(folder, `${name}.graphql`);
    writeFileSync(schema, sdl);
    lines.push(`[subgraphs.${name}]`, `url = "${addresses[name]}"`, `schema_path = "${schema}"`, '');
  }
  const config = join(folder, 'grafbase.toml');
  writeFileSync(config, lines.join('\n'));
  return {
    program: GRAFBASE,
    words: ['--home', folder, 'dev', '-c', config, '--listen-address', `127.0.0.1:${port}`],
  };
}

/** The subgraphs in the first version of federation, where a type has one owner and others extend it by its key. */
function firstVersion(
  addresses: Field['addresses'],
): readonly { name: string; url: string; schema: string }[] {
  const owner: Readonly<Record<string, string>> = { Customer: 'accounts', Product: 'products' };
  return shopSubgraphs().map(({ name, sdl }) => {
    const types = sdl.slice(sdl.indexOf('type ')).replace(/^type Query/, 'extend type Query');
    const schema = types.replaceAll(
      /type (\w+) (@key[^{]*\{\s*id: ID!)/g,
      (own, type: string, start: string) =>
        (owner[type] ?? name) === name ? own : `extend type ${type} ${start} @external`,
    );
    return { name, url: addresses[name]!, schema };
  });
}
