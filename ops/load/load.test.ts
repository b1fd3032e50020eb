import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { Query, Resolver } from 'type-graphql';
import { LoadMark } from '#kernel/events/outbox.entity';
import { FileRefused, type Importer } from '#kernel/load/importer';
import { defineSubgraph } from '#kernel/server/subgraph';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import type { ControlAddress } from '../control/control.ts';
import { loadCommand } from './command.ts';
import { LARGEST_FILE } from './files.ts';
import type { LoadReport } from './report.ts';
import { serveLoad } from './serve.ts';

@Resolver()
class Nothing {
  @Query(() => String, { description: '无。Nothing.' })
  nothing(): string {
    return '';
  }
}

/** Keeps the first column of a table as marks; a price that is no number refuses its row. */
const tables: Importer = {
  kind: 'drugs',
  accepts: name => name.endsWith('.csv'),
  async load([file], { tx, clock, report }) {
    const seen = new Set<string>();
    const rows = parse({ columns: true, info: true });
    const source = (async () => {
      for await (const chunk of file!.open()) rows.write(chunk);
      rows.end();
    })();
    source.catch((error: Error) => rows.destroy(error));
    for await (const row of rows as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      const { record, info } = row;
      const name = record['name'];
      if (name === undefined) throw new FileRefused('the column “name” is missing');
      if (!/^\d+$/.test(record['price'] ?? '')) {
        report({ line: info.lines, verdict: 'REFUSED', reason: `price ${record['price']} is no number` });
      } else if (seen.has(name)) {
        report({ line: info.lines, verdict: 'DUPLICATE' });
      } else if (await tx.findOne(LoadMark, { name })) {
        report({ line: info.lines, verdict: 'UNCHANGED' });
      } else {
        await tx.insert(LoadMark, { name, loadedAt: clock.now() });
        report({ line: info.lines, verdict: 'ACCEPTED' });
      }
      seen.add(name);
    }
  },
};

/** Takes a pair of files in one go. */
const pairs: Importer = {
  kind: 'rules',
  together: true,
  accepts: name => name.endsWith('.rule'),
  async load(files, { report }) {
    if (files.length !== 2) throw new FileRefused(`${files.length} of 2 files`);
    files.forEach((_, index) =>
      report({ line: index + 1, verdict: 'ACCEPTED', reason: 'text not understood' }),
    );
  },
};

const definition = defineSubgraph<object>({
  name: 'pharmacy',
  entities: [],
  migrations: [],
  resolvers: [Nothing],
  references: {},
  services: () => ({}),
  importers: () => [tables, pairs],
});

let system: TestSubgraph;
let server: Server;
let control: ControlAddress;
/** A process whose subgraphs understand no file. */
let idle: ControlAddress;
let folder: string;

beforeAll(async () => {
  system = await startTestSubgraph(definition);
  server = createServer((request, response) => {
    const targets = request.url?.startsWith('/idle') ? [] : [system.subgraph];
    serveLoad(request, response, targets).catch(() => undefined);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  control = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, headers: {} };
  idle = { ...control, url: `${control.url}/idle` };
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await system.stop();
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'load-'));
  await system.subgraph.kernel.transaction(tx => tx.nativeDelete(LoadMark, {}));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command, through a running system or alone, and gives what it printed. */
async function load(words: string[], running = true) {
  let out = '';
  let error = '';
  const code = await loadCommand(words, {
    findControls: async () => (running ? [control] : []),
    openTargets: async () => ({ targets: [system.subgraph], close: async () => undefined }),
    signal: new AbortController().signal,
    out: { write: text => void (out += text) },
    error: { write: text => void (error += text) },
  });
  return { code, out, error };
}

async function loadJson(words: string[], running = true): Promise<{ code: number; report: LoadReport }> {
  const { code, out } = await load([...words, '--json'], running);
  return { code, report: JSON.parse(out) as LoadReport };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function kept(): Promise<string[]> {
  const marks = await system.subgraph.kernel.em().find(LoadMark, {}, { orderBy: { name: 'asc' } });
  return marks.map(mark => mark.name);
}

describe.each([
  ['through the running system', true],
  ['alone, when nothing runs', false],
])('a load %s', (_, running) => {
  test('tells the verdict on every row', async () => {
    const path = file('catalogue.csv', 'name,price\na,1\nb,x1\na,2\nc,3\n');
    const { code, report } = await loadJson(['drugs', path], running);
    expect(code).toBe(0);
    expect(report.files).toEqual([
      {
        file: 'catalogue.csv',
        subgraph: 'pharmacy',
        outcome: 'LOADED',
        rows: { ACCEPTED: 2, REFUSED: 1, DUPLICATE: 1, UNCHANGED: 0 },
        refused: [{ line: 3, reason: 'price x1 is no number' }],
        reasons: { 'price … is no number': 1 },
        notes: {},
      },
    ]);
    expect(await kept()).toEqual(['a', 'c']);
  });

  test('a second time changes nothing', async () => {
    const path = file('catalogue.csv', 'name,price\na,1\nb,2\n');
    await load(['drugs', path], running);
    const { code, report } = await loadJson(['drugs', path], running);
    expect(code).toBe(0);
    expect(report.files[0]!.rows).toEqual({ ACCEPTED: 0, REFUSED: 0, DUPLICATE: 0, UNCHANGED: 2 });
    expect(await kept()).toEqual(['a', 'b']);
  });

  test('of a file that breaks in the middle leaves nothing of it, and goes on with the next', async () => {
    const broken = file('a-broken.csv', `name,price\n${'row,1\n'.replace('row', 'early')}late,"1\n`);
    const sound = file('b-sound.csv', 'name,price\nsound,1\n');
    const { code, report } = await loadJson(['drugs', broken, sound], running);
    expect(code).toBe(1);
    expect(report.files.map(({ file, outcome }) => `${file} ${outcome}`)).toEqual([
      'a-broken.csv REFUSED',
      'b-sound.csv LOADED',
    ]);
    expect(report.files[0]!.reason).toBe('broken CSV near line 3 (CSV_QUOTE_NOT_CLOSED)');
    expect(await kept()).toEqual(['sound']);
  });

  test('of a path that does not exist says so and loads nothing', async () => {
    const sound = file('sound.csv', 'name,price\nsound,1\n');
    const { code, error } = await load(['drugs', sound, join(folder, 'absent.csv')], running);
    expect(code).toBe(1);
    expect(error).toBe(`no such file or folder: ${join(folder, 'absent.csv')}\n`);
    expect(await kept()).toEqual([]);
  });
});

test('GB18030 and marked UTF-8 are read like plain UTF-8', async () => {
  // 阿莫西林 in GB18030.
  const medicine = [0xb0, 0xa2, 0xc4, 0xaa, 0xce, 0xf7, 0xc1, 0xd6];
  const gb18030 = Uint8Array.from([...Buffer.from('name,price\n'), ...medicine, ...Buffer.from(',1\n')]);
  const marked = Uint8Array.from([0xef, 0xbb, 0xbf, ...Buffer.from('name,price\n片,1\n')]);
  const { code } = await load(['drugs', file('gb.csv', gb18030), file('bom.csv', marked)]);
  expect(code).toBe(0);
  expect(new Set(await kept())).toEqual(new Set(['片', '阿莫西林']));
});

test('a folder is searched, and files of no importer in it are passed over', async () => {
  mkdirSync(join(folder, 'deeper'));
  file('one.csv', 'name,price\n1,1\n');
  file('deeper/two.csv', 'name,price\n2,1\n');
  file('readme.md', 'not a table');
  file('.hidden.csv', 'name,price\nhidden,1\n');
  const { code, report } = await loadJson(['drugs', folder]);
  expect(code).toBe(0);
  expect(report.files.map(({ file, outcome }) => `${file} ${outcome}`)).toEqual([
    'two.csv LOADED',
    'one.csv LOADED',
    'readme.md SKIPPED',
  ]);
  expect(await kept()).toEqual(['1', '2']);
});

test('a file that is named must be understood', async () => {
  const { code, report } = await loadJson(['drugs', file('readme.md', 'not a table')]);
  expect(code).toBe(1);
  expect(report.files).toMatchObject([{ outcome: 'REFUSED', subgraph: null }]);
});

test('a folder without any file that is understood is a failure', async () => {
  file('readme.md', 'not a table');
  expect(await load(['drugs', folder])).toMatchObject({ code: 1 });
});

test('files that belong together come in one call, and notes on them are counted', async () => {
  const [a, b] = [file('a.rule', 'x'), file('b.rule', 'y')];
  const { code, report } = await loadJson(['rules', a, b]);
  expect(code).toBe(0);
  expect(report.files).toMatchObject([
    { file: 'a.rule, b.rule', outcome: 'LOADED', notes: { 'text not understood': 2 } },
  ]);
  expect((await loadJson(['rules', a])).report.files[0]!.reason).toBe('1 of 2 files');
});

test('empty, oversized and damaged files are refused before any row is read', async () => {
  const huge = file('huge.csv', 'x');
  truncateSync(huge, LARGEST_FILE + 1);
  const { code, report } = await loadJson([
    'drugs',
    file('empty.csv', ''),
    huge,
    file('image.csv', Uint8Array.of(1, 0, 2)),
  ]);
  expect(code).toBe(1);
  expect(report.files.map(({ reason }) => reason)).toEqual([
    'the file is empty',
    'larger than 256 MB',
    'not a text file: it contains NUL bytes',
  ]);
});

test('an unexpected error repeats no value of the file', async () => {
  const path = file('long.csv', `name,price\n${'secret'.repeat(60)},1\n`);
  const { code, report } = await loadJson(['drugs', path]);
  expect(code).toBe(1);
  expect(report.files[0]!.reason).toMatch(/^unexpected error, incident [0-9a-f-]{36} in the log$/);
  expect(JSON.stringify(report)).not.toContain('secret');
});

test('people read lines; a wrong command names the right one', async () => {
  const path = file('catalogue.csv', 'name,price\na,1\nb,x1\n');
  const { out } = await load(['drugs', path]);
  expect(out).toBe(
    [
      'pharmacy ← catalogue.csv',
      '  loaded   pharmacy ← catalogue.csv: 1 accepted, 1 refused, 0 duplicates, 0 unchanged',
      '           1 × price … is no number',
      '           line 3: price x1 is no number',
      '',
    ].join('\n'),
  );
  expect(await load(['pills', path])).toMatchObject({
    code: 2,
    error: expect.stringContaining('usage: npm run load'),
  });
});

test('a terminal shows a bar that ends at 100 %', async () => {
  const path = file('catalogue.csv', 'name,price\na,1\n');
  let out = '';
  await loadCommand(['drugs', path], {
    findControls: async () => [control],
    openTargets: () => Promise.reject(new Error('not needed')),
    signal: new AbortController().signal,
    out: { isTTY: true, columns: 100, write: text => void (out += text) },
    error: { write: () => undefined },
  });
  expect(out).toContain('████████████████████████ 100%');
});

test('a system of several processes loads in each, and misses only what none understands', async () => {
  const paths = [file('catalogue.csv', 'name,price\na,1\n'), file('readme.md', 'not a table')];
  let out = '';
  const code = await loadCommand(['drugs', ...paths, '--json'], {
    findControls: async () => [control, idle],
    openTargets: () => Promise.reject(new Error('not needed')),
    signal: new AbortController().signal,
    out: { write: text => void (out += text) },
    error: { write: () => undefined },
  });
  expect(code).toBe(1);
  expect((JSON.parse(out) as LoadReport).files.map(({ file, outcome }) => `${file} ${outcome}`)).toEqual([
    'catalogue.csv LOADED',
    'readme.md REFUSED',
  ]);
});

test('the running system takes no request that it does not understand', async () => {
  for (const body of [
    '{',
    '{}',
    '{"kind":"drugs","paths":["relative.csv"]}',
    '{"kind":"pills","paths":["/"]}',
  ]) {
    const response = await fetch(`${control.url}/load`, { method: 'POST', body });
    expect(response.status).toBe(400);
  }
});

describe.each([
  ['through the running system', true],
  ['alone', false],
])('a load that is broken off %s', (_, running) => {
  test('leaves nothing of the file', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `r${row},x`).join('\n');
    const path = file('long.csv', `name,price\nfirst,1\n${rows}\nlast,1\n`);
    const gone = new AbortController();
    let told = '';
    const code = await loadCommand(['drugs', path], {
      findControls: async () => (running ? [control] : []),
      openTargets: async () => ({ targets: [system.subgraph], close: async () => undefined }),
      signal: gone.signal,
      out: {
        isTTY: true,
        write(text) {
          told += text;
          if (text.includes(' rows ')) gone.abort();
        },
      },
      error: { write: text => void (told += text) },
    });
    expect(code).toBe(1);
    expect(told).toContain('broken off');
    await system.subgraph.kernel.transaction(async () => undefined);
    expect(await kept()).toEqual([]);
  });
});
