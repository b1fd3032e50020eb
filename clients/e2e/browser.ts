import { existsSync } from 'node:fs';
import { afterAll, describe } from '@jest/globals';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { startTestSystem, type TestSystem } from '../../gateway/e2e/support/system.ts';
import type { Environment } from '../../ops/environment.ts';
import { demoTokens, pagesOf } from '../../ops/start/pages.ts';

/** Where distributions put Chromium; `CHROMIUM` names another. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const CHROMIUM = process.env['CHROMIUM'] ?? PLACES.find(place => existsSync(place));

/** What a page did that a test wants to know of. */
export interface Visit {
  readonly page: Page;
  /** Errors on its console, and exceptions that nobody caught; a breach of its policy is one of them. */
  readonly complaints: readonly string[];
  /** Requests that left the host. */
  readonly strayed: readonly string[];
}

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
}

/** Opens pages in Chromium; each visit is a browser of its own as far as the page can tell. */
export class TestBrowser {
  #browser: Promise<Browser> | null = null;

  async visit(address: string, { width = 1920, height = 1080 }: VisitOptions = {}): Promise<Visit> {
    this.#browser ??= chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
    const context = await (
      await this.#browser
    ).newContext({
      viewport: { width, height },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    const strayed: string[] = [];
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(String(error)));
    page.on('request', request => {
      const { protocol, host } = new URL(request.url());
      if (/^(?:https?|wss?):$/.test(protocol) && host !== new URL(address).host) strayed.push(request.url());
    });
    await page.goto(address);
    return { page, complaints, strayed };
  }

  async close(): Promise<void> {
    await (await this.#browser)?.close();
  }
}

/** A group of tests in Chromium; where there is none, they are reported as skipped. */
export function describeInBrowser(name: string, tests: (browser: TestBrowser) => void): void {
  const group = CHROMIUM ? describe : describe.skip;
  group(`${name} (in Chromium)`, () => {
    const browser = new TestBrowser();
    afterAll(() => browser.close());
    tests(browser);
  });
}

/** The whole system with the demo world and its pages, as `npm start` serves them. */
export async function startSystemWithPages(overrides: Partial<Environment> = {}): Promise<TestSystem> {
  let tokens: Awaited<ReturnType<typeof demoTokens>> = [];
  const started = await startTestSystem(overrides, environment => pagesOf(environment, () => tokens));
  tokens = await demoTokens(started.system.opened.process);
  return started;
}

/** What axe finds serious or critical in a page, each with the elements it speaks of. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Evaluated by the debugger: the page's policy would not let a script element in.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
