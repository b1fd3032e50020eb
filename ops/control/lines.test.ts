import { afterEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findControls, openControl } from './control.ts';
import { askLines, CommandRefused, serveLines } from './lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'door-'));
let stop: () => Promise<void> = async () => undefined;
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

type Order = { readonly upTo: number };

/** Asks a door that counts, and refuses to count beyond two. */
async function count(upTo: number): Promise<{ lines: object[]; refusal: string | null }> {
  const faults: unknown[] = [];
  stop = await openControl(
    folder,
    {
      'POST /count': (request, response) =>
        serveLines<Order>(request, response, async (order, tell) => {
          for (let number = 1; number <= order.upTo; number++) {
            if (number > 2) throw order.upTo > 3 ? new Error('a fault') : new CommandRefused('two is enough');
            tell({ number });
          }
        }),
    },
    error => faults.push(error),
  );
  const [control] = await findControls(folder);
  const lines: object[] = [];
  try {
    await askLines(control!, '/count', { upTo }, line => lines.push(line));
    return { lines, refusal: null };
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    return { lines, refusal: error.message };
  }
}

test('an order is worked off line by line', async () => {
  expect(await count(2)).toEqual({ lines: [{ number: 1 }, { number: 2 }], refusal: null });
});

test('a refusal is told with its reason, after what was done before it', async () => {
  expect(await count(3)).toEqual({ lines: [{ number: 1 }, { number: 2 }], refusal: 'two is enough' });
});

test('a fault of the running system is not taken for an end', async () => {
  expect((await count(4)).refusal).toContain('broke off');
});
