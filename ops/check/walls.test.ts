import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeWalls, inspectWalls, type WallReport } from './walls.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const HOUSE = join(REPOSITORY, `.tmp/walls-${process.pid}`);

/** Files that each wall must let pass. */
const SOUND: Readonly<Record<string, string>> = {
  'subgraphs/kernel/src/vocabulary/money.ts': 'export type Fen = bigint;',
  'subgraphs/kernel/src/persistence/orm.ts': "export { MikroORM } from '@mikro-orm/core';",
  'schema/events/insured.events.ts': 'export interface EnrolmentChanged { readonly personId: string }',
  'ops/demo/world.types.ts': 'export interface DemoWorld { readonly seed: number }',
  'subgraphs/insured/src/wallet/wallet.terms.ts': 'export const LIMIT = 1n;',
  'subgraphs/insured/src/wallet/wallet.rule.ts':
    "import type { Fen } from '#kernel/vocabulary/money';\nimport { LIMIT } from './wallet.terms.ts';\nexport const limit: Fen = LIMIT;",
  'subgraphs/insured/src/wallet/wallet.entity.ts':
    "import { Owner } from './owner.entity.ts';\nexport class Wallet { owner = () => Owner; }",
  'subgraphs/insured/src/wallet/owner.entity.ts':
    "import { Wallet } from './wallet.entity.ts';\nexport class Owner { wallet = () => Wallet; }",
  'subgraphs/insured/src/wallet/wallet.service.ts':
    "import { limit } from './wallet.rule.ts';\nimport type { EnrolmentChanged } from '#schema/events/insured.events';\nimport '#kernel/persistence/orm';\nexport const open = (_: EnrolmentChanged) => limit;",
  'subgraphs/insured/src/wallet/wallet.resolver.ts':
    "import { open } from './wallet.service.ts';\nexport class WalletResolver { open = open; }",
  'subgraphs/insured/src/subgraph.ts':
    "import { WalletResolver } from './wallet/wallet.resolver.ts';\nexport const resolvers = [WalletResolver];",
  'subgraphs/insured/demo/rows.ts':
    "import type { DemoWorld } from '../../../ops/demo/world.types.ts';\nexport const rows = (_: DemoWorld) => [];",
  'gateway/src/front.ts': "import '#kernel/persistence/orm';\nexport {};",
  'clients/analyst/page.ts': "import '../pages/page.ts';",
  'clients/pages/page.ts': 'export {};',
  'ops/start.ts':
    "import '../subgraphs/insured/src/subgraph.ts';\nimport '../gateway/src/front.ts';\nimport '../clients/analyst/page.ts';",
};

/** One file per wall that only that wall forbids. */
const UNSOUND: readonly { wall: string; file: string; source: string }[] = [
  {
    wall: 'rules-are-pure',
    file: 'subgraphs/insured/src/wallet/orm.rule.ts',
    source: "import { MikroORM } from '@mikro-orm/core';\nexport const orm = MikroORM;",
  },
  {
    wall: 'rules-are-pure',
    file: 'subgraphs/insured/src/wallet/type.rule.ts',
    source: "import type { Wallet } from './wallet.entity.ts';\nexport type W = Wallet;",
  },
  { wall: 'rules-are-pure', file: 'subgraphs/insured/src/wallet/disk.rule.ts', source: "import 'node:fs';" },
  {
    wall: 'rules-are-pure',
    file: 'subgraphs/insured/src/wallet/graph.terms.ts',
    source: "import 'graphql';",
  },
  {
    wall: 'vocabulary-stands-alone',
    file: 'subgraphs/kernel/src/vocabulary/random.ts',
    source: "import 'node:crypto';",
  },
  {
    wall: 'subgraph-keeps-to-itself',
    file: 'subgraphs/pharmacy/src/peek.ts',
    source: "import '../../insured/src/wallet/wallet.entity.ts';",
  },
  {
    wall: 'subgraph-keeps-to-itself',
    file: 'subgraphs/pharmacy/src/front.ts',
    source: "import '../../../gateway/src/front.ts';",
  },
  {
    wall: 'only-demo-knows-the-demo-world',
    file: 'subgraphs/pharmacy/src/demo-in-src.ts',
    source: "import type { DemoWorld } from '../../../ops/demo/world.types.ts';\nexport type W = DemoWorld;",
  },
  {
    wall: 'kernel-knows-no-domain',
    file: 'subgraphs/kernel/src/server/start.ts',
    source: "import '../../../insured/src/subgraph.ts';",
  },
  {
    wall: 'gateway-knows-no-subgraph',
    file: 'gateway/src/all.ts',
    source: "import '../../subgraphs/insured/src/subgraph.ts';",
  },
  {
    wall: 'gateway-knows-no-subgraph',
    file: 'gateway/src/pages.ts',
    source: "import '../../clients/analyst/page.ts';",
  },
  {
    wall: 'clients-know-documents-only',
    file: 'clients/analyst/money.ts',
    source: "import type { Fen } from '#kernel/vocabulary/money';\nexport type M = Fen;",
  },
  {
    wall: 'clients-know-documents-only',
    file: 'clients/functions/examples.ts',
    source: "import '../analyst/page.ts';",
  },
  { wall: 'schema-knows-no-code', file: 'schema/checks/orm.ts', source: "import '#kernel/persistence/orm';" },
  {
    wall: 'one-list-of-resolvers',
    file: 'subgraphs/insured/src/wallet/second-list.ts',
    source: "import './wallet.resolver.ts';",
  },
  {
    wall: 'resolvers-hold-no-database',
    file: 'subgraphs/pharmacy/src/drug.resolver.ts',
    source: "import '@mikro-orm/core';",
  },
  { wall: 'no-circles', file: 'ops/egg.ts', source: "import './hen.ts';" },
  { wall: 'production-needs-no-test', file: 'gateway/src/testing.ts', source: "import '../test/world.ts';" },
  { wall: 'production-needs-no-dev-dependency', file: 'gateway/src/lint.ts', source: "import 'eslint';" },
  { wall: 'everything-resolves', file: 'ops/lost.ts', source: "import '#kernel/vocabulary/gold';" },
];

function build(files: Readonly<Record<string, string>>): void {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(HOUSE, path)), { recursive: true });
    writeFileSync(join(HOUSE, path), source);
  }
}

let sound: WallReport;
let unsound: WallReport;

beforeAll(async () => {
  const imports = {
    '#kernel/*': './subgraphs/kernel/src/*.ts',
    '#schema/*': './schema/*.ts',
  };
  build({
    'package.json': JSON.stringify({
      imports,
      dependencies: { '@mikro-orm/core': '*', graphql: '*' },
      devDependencies: { eslint: '*' },
    }),
    ...SOUND,
  });
  sound = await inspectWalls(REPOSITORY, HOUSE);
  build({ 'gateway/test/world.ts': 'export {};', 'ops/hen.ts': "import './egg.ts';" });
  build(Object.fromEntries(UNSOUND.map(({ file, source }) => [file, source])));
  unsound = await inspectWalls(REPOSITORY, HOUSE);
});

afterAll(() => rmSync(HOUSE, { recursive: true, force: true }));

test('a house that keeps its walls has no breach, and every file of it was looked at', () => {
  expect(sound).toEqual({ cruised: Object.keys(SOUND).length, unseen: [], breaches: [] });
  expect(describeWalls(sound)).toEqual([]);
});

test.each(UNSOUND)('$wall forbids $file', ({ wall, file }) => {
  const walls = unsound.breaches.filter(breach => breach.from === file).map(breach => breach.wall);
  expect(new Set(walls)).toEqual(new Set([wall]));
});

test('only the unsound files are named', () => {
  expect(new Set(unsound.breaches.map(({ from }) => from))).toEqual(new Set(UNSOUND.map(({ file }) => file)));
});

test('a cruise that saw nothing is a failure, not a success', () => {
  expect(describeWalls({ cruised: 0, unseen: [], breaches: [] })).toEqual([
    'No module was cruised: the walls were not checked at all.',
  ]);
});
