import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findControls, openControl } from './control.ts';

let folder: string;
let close: () => Promise<void>;
const failures: unknown[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'control-'));
  close = await openControl(
    folder,
    {
      'POST /echo': async (_, response) => void response.end('heard'),
      'POST /break': () => Promise.reject(new Error('broken')),
    },
    error => failures.push(error),
  );
});

afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

async function only() {
  const [control] = await findControls(folder);
  return control!;
}

test('whoever reads the file can ask, and only its owner can read it', async () => {
  const { url, headers } = await only();
  const response = await fetch(`${url}/echo`, { method: 'POST', headers });
  expect(await response.text()).toBe('heard');
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect(statSync(join(folder, 'control', `${process.pid}.json`)).mode & 0o077).toBe(0);
});

test.each([
  ['without the secret', { authorization: '' }, '/echo', 403],
  ['with another secret', { authorization: `Bearer ${'0'.repeat(64)}` }, '/echo', 403],
  ['from a page in a browser', { origin: 'http://localhost:4000' }, '/echo', 403],
  ['for what is not there', {}, '/nothing', 404],
])('who asks %s is turned away', async (_, changes, path, status) => {
  const { url, headers } = await only();
  const response = await fetch(`${url}${path}`, { method: 'POST', headers: { ...headers, ...changes } });
  expect(response.status).toBe(status);
});

test('a handler that fails answers 500, tells nothing, and the door stays open', async () => {
  const { url, headers } = await only();
  const response = await fetch(`${url}/break`, { method: 'POST', headers });
  expect([response.status, await response.text()]).toEqual([500, '']);
  expect(failures).toHaveLength(1);
  expect((await fetch(`${url}/echo`, { method: 'POST', headers })).status).toBe(200);
});

test('a closed door is not found, and what a killed process left behind is swept away', async () => {
  writeFileSync(join(folder, 'control', '1.json'), JSON.stringify({ pid: 1, port: 9, secret: 'x' }));
  writeFileSync(join(folder, 'control', '2.json'), 'torn');
  expect(await findControls(folder)).toHaveLength(1);
  expect(readdirSync(join(folder, 'control'))).toEqual([`${process.pid}.json`]);
  await close();
  expect(await findControls(folder)).toEqual([]);
  close = async () => undefined;
});

test('where nothing ever ran there is no door', async () => {
  expect(await findControls(join(folder, 'nowhere'))).toEqual([]);
});
