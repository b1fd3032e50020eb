import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setInterval as every } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page, WebSocketRoute } from 'playwright-core';
import { buildPages } from '../pages/build.ts';
import { createPageHandler } from '../pages/serve.ts';
import { SCREEN } from '../big-screen/screen.page.ts';
import { describeInBrowser } from './browser.ts';

/** How long events are played; `SOAK_SECONDS=900` for the long form. */
const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 12);
/** One in each millisecond, told in batches. */
const CLAIMS = SECONDS * 1000;
const TURN_MS = 20;
const LOOKS = 6;
/** What garbage collection may leave behind between two looks at the same wall. */
const TOLERATED_BYTES = 3_000_000;

interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: { readonly query: string; readonly variables: { readonly after: string | null } };
}

/** A gateway that is played: claims are settled when the test says so; whoever comes back gets those behind a cursor. */
class PlayedGraph {
  /** The cursors behind which the stream of claims was opened. */
  readonly opened: (string | null)[] = [];
  #socket: WebSocketRoute | null = null;
  #stream: string | null = null;
  #settled = 0;

  async play(page: Page): Promise<void> {
    await page.route('**/graphql', route =>
      route.fulfill({ json: { data: null, errors: [{ message: '未演' }] } }),
    );
    await page.routeWebSocket('**/graphql', socket => {
      this.#socket = socket;
      this.#stream = null;
      socket.onMessage(text => this.#hear(JSON.parse(String(text)) as Message));
    });
  }

  get listening(): boolean {
    return this.#stream !== null;
  }

  /** Settles so many claims; each is told once. */
  settle(claims: number): void {
    for (let claim = 0; claim < claims; claim++) {
      this.#settled += 1;
      if (this.#stream) this.#tell(this.#settled);
    }
  }

  /** Cuts the wall off, as a gateway that is restarted does. */
  async cut(): Promise<void> {
    this.#stream = null;
    await this.#socket?.close({ code: 1012, reason: 'restarting' });
  }

  #hear({ id, type, payload }: Message): void {
    if (type === 'connection_init') this.#send({ type: 'connection_ack' });
    if (type === 'ping') this.#send({ type: 'pong' });
    if (type === 'complete' && id === this.#stream) this.#stream = null;
    if (type !== 'subscribe' || !payload?.query.includes('claimSettled')) return;
    const { after } = payload.variables;
    this.opened.push(after);
    this.#stream = id!;
    if (after === null) return;
    for (let claim = Number(after) + 1; claim <= this.#settled; claim++) this.#tell(claim);
  }

  #tell(claim: number): void {
    const claimSettled = {
      ...{ cursor: String(claim), missed: 0, region: '310101', visitType: 'OUTPATIENT' },
      ...{ total: '100', fundPaid: '50', institution: { name: `第 ${claim} 笔` } },
    };
    this.#send({ id: this.#stream, type: 'next', payload: { data: { claimSettled } } });
  }

  #send(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }
}

describeInBrowser('a wall whose gateway is played', browser => {
  let server: Server;

  beforeAll(async () => {
    await buildPages([SCREEN]);
    const serve = createPageHandler(SCREEN);
    server = createServer((request, response) => {
      if (!serve(request, response)) response.writeHead(404).end();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise(resolve => server?.close(resolve)));

  async function openWall(): Promise<{ page: Page; graph: PlayedGraph }> {
    const { port } = server.address() as AddressInfo;
    const { page } = await browser.visit(`http://127.0.0.1:${port}/screen/icon.svg`);
    const graph = new PlayedGraph();
    await graph.play(page);
    await page.goto(`http://127.0.0.1:${port}/screen?rotate=off#token=played`);
    await listening(graph);
    return { page, graph };
  }

  const listening = async (graph: PlayedGraph): Promise<void> => {
    for await (const _ of every(10)) if (graph.listening) return;
  };
  const newest = (page: Page, claim: number) =>
    page.locator('.ticker li').first().getByText(`第 ${claim} 笔`);
  const firstNames = async (page: Page) =>
    (await page.locator('.ticker .name').allInnerTexts())
      .slice(0, 5)
      .map(name => Number(/\d+/.exec(name)?.[0]));

  test('a wall that was cut off comes back behind its last claim, and shows those that it had missed', async () => {
    const { page, graph } = await openWall();
    graph.settle(3);
    await newest(page, 3).waitFor();
    await graph.cut();
    graph.settle(2);
    await newest(page, 5).waitFor();
    expect(graph.opened).toEqual([null, '3']);
    expect(await firstNames(page)).toEqual([5, 4, 3, 2, 1]);
    await page.context().close();
  });

  test('a hidden wall takes nothing, and goes on behind its last claim when it is seen again', async () => {
    const { page, graph } = await openWall();
    graph.settle(1);
    await newest(page, 1).waitFor();
    const show = (hidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await show(true);
    for await (const _ of every(10)) if (!graph.listening) break;
    graph.settle(4);
    expect(await firstNames(page)).toEqual([1]);
    await show(false);
    await newest(page, 5).waitFor();
    expect(graph.opened).toEqual([null, '1']);
    expect(await firstNames(page)).toEqual([5, 4, 3, 2, 1]);
    await page.context().close();
  });

  test(
    'a thousand claims a second are all taken, are drawn apart from their arrival, and leave no memory behind',
    async () => {
      const { page, graph } = await openWall();
      const debug = await page.context().newCDPSession(page);
      const heap = async (): Promise<number> => {
        await debug.send('HeapProfiler.collectGarbage');
        return (await debug.send('Runtime.getHeapUsage')).usedSize;
      };
      await page.evaluate(`window.painted = 0;
        const count = () => { window.painted += 1; requestAnimationFrame(count); }; count();`);
      const heaps: number[] = [];
      const began = performance.now();
      let settled = 0;
      for await (const _ of every(TURN_MS)) {
        const due = Math.min(CLAIMS, Math.floor(performance.now() - began));
        graph.settle(due - settled);
        settled = due;
        if (settled > (CLAIMS * (heaps.length + 1)) / LOOKS) heaps.push(await heap());
        if (settled === CLAIMS) break;
      }
      await newest(page, CLAIMS).waitFor();
      const seconds = (performance.now() - began) / 1000;
      const painted = Number(await page.evaluate('window.painted'));
      expect(await firstNames(page)).toEqual([0, 1, 2, 3, 4].map(back => CLAIMS - back));
      expect(await page.locator('text=未能补发').count()).toBe(0);
      heaps.push(await heap());
      expect(heaps.length).toBeGreaterThan(1);
      // At the first look the wall has filled its rings.
      expect(heaps.at(-1)! - heaps[0]!).toBeLessThan(TOLERATED_BYTES);
      process.stdout.write(
        `big screen: ${Math.round(CLAIMS / seconds)} events/s, ${Math.round(painted / seconds)} frames/s, ` +
          `heap ${heaps.map(bytes => (bytes / 1e6).toFixed(1)).join(' → ')} MB\n`,
      );
      await page.context().close();
    },
    (SECONDS + 120) * 1000,
  );
});
