import { setInterval as every } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { buildPages } from '../pages/build.ts';
import { SCREEN } from '../big-screen/screen.page.ts';
import { describeInBrowser, type Visit } from './browser.ts';
import { fleetAnswers, readingOf, settlementAnswers } from './played-answers.ts';
import { claimOf, PlayedGraph } from './played-graph.ts';

/** How long events are played; `SOAK_SECONDS=900` for the long form: an hour of a city that settles 300 a second. */
const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 12);
const PER_SECOND = 1_200;
const CLAIMS = SECONDS * PER_SECOND;
const TURN_MS = 20;
const LOOKS = 6;
/** Panels of the page 算力监控 that follow telemetry. */
const TELEMETRY_PANELS = 4;
/** What garbage collection may leave behind between two looks at the same wall. */
const TOLERATED_BYTES = 3_000_000;

describeInBrowser('a wall whose gateway is played', browser => {
  let graph: PlayedGraph;
  const visits: Visit[] = [];

  beforeAll(() => buildPages([SCREEN]));
  beforeEach(async () => {
    graph = await PlayedGraph.open();
  });
  afterEach(async () => {
    for (const { page } of visits.splice(0)) await page.context().close();
    await graph.close();
  });

  async function openWall(page = 'overview'): Promise<Visit> {
    const visit = await browser.visit(`${graph.url}/screen?rotate=off&page=${page}`);
    visits.push(visit);
    return visit;
  }

  async function openTicker(): Promise<Visit> {
    const visit = await openWall();
    await graph.followed('claimSettled');
    return visit;
  }

  const panelOf = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });
  const insured = (page: Page) => panelOf(page, '在保人数').locator('.tile-value');
  const newest = (page: Page, claim: number) =>
    page.locator('.ticker li').first().getByText(`第 ${claim} 笔`);
  const firstNames = async (page: Page) => (await page.locator('.ticker .name').allInnerTexts()).slice(0, 5);
  const firstClaims = async (page: Page) =>
    (await firstNames(page)).map(name => Number(/\d+/.exec(name)?.[0]));
  /** Panels of which something is cut off. */
  const cutOff = (page: Page) =>
    page.evaluate(`[...document.querySelectorAll('.content')]
      .filter(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
        scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1)
      .map(content => content.closest('.panel').ariaLabel)`);

  describe('facts', () => {
    test('a wall that was cut off comes back behind its last claim, and shows those that it had missed', async () => {
      const { page } = await openTicker();
      graph.settle(3);
      await newest(page, 3).waitFor();
      graph.cut();
      graph.settle(2);
      await newest(page, 5).waitFor();
      expect(graph.opened).toEqual([null, '3']);
      expect(await firstClaims(page)).toEqual([5, 4, 3, 2, 1]);
    });

    test('a hidden wall takes nothing, and goes on behind its last claim when it is seen again', async () => {
      const { page } = await openTicker();
      graph.settle(1);
      await newest(page, 1).waitFor();
      const show = (hidden: boolean) =>
        page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
      await show(true);
      await graph.followed('claimSettled', 0);
      graph.settle(4);
      expect(await firstClaims(page)).toEqual([1]);
      await show(false);
      await newest(page, 5).waitFor();
      expect(graph.opened).toEqual([null, '1']);
      expect(await firstClaims(page)).toEqual([5, 4, 3, 2, 1]);
    });

    test('a claim that comes twice is shown once; out of order it is shown; without an institution it says so; what is lost is counted', async () => {
      const { page, complaints } = await openTicker();
      for (const serial of [1, 3, 2, 3, 1]) graph.tell('claimSettled', claimOf(serial));
      graph.tell('claimSettled', claimOf(4, { institution: null, missed: 7 }));
      await page.locator('.ticker li').nth(3).waitFor();
      expect(await firstNames(page)).toEqual(['—', '第 2 笔', '第 3 笔', '第 1 笔']);
      await panelOf(page, '实时结算').getByText('离线期间有 7 条未能补发').waitFor();
      expect(complaints.filter(text => !text.includes('未演'))).toEqual([]);
    });
  });

  describe('the time of data', () => {
    test.each([
      ['slow', 600_000],
      ['fast', -600_000],
    ])('is told in the time of the server on a wall whose clock is ten minutes %s', async (_, ahead) => {
      graph.ahead = ahead;
      graph.answers = settlementAnswers();
      const { page } = await openTicker();
      graph.settle(1);
      await newest(page, 1).waitFor();
      await insured(page).getByText('1,200').waitFor();
      const told = await page.locator('.clock time, .age').allInnerTexts();
      const seconds = (time: string): number => {
        const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
        return hour * 3600 + minute * 60 + second;
      };
      const server = seconds(
        graph.now().toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false }),
      );
      const stated = told.flatMap(text => /\d+:\d+:\d+/.exec(text)?.[0] ?? []);
      expect(stated.length).toBeGreaterThan(5);
      for (const time of stated) {
        const apart = Math.abs(seconds(time) - server);
        // Around midnight one of the two may be of the next day.
        expect(Math.min(apart, 86_400 - apart)).toBeLessThan(60);
      }
      expect(told.filter(text => /分钟前|小时前|天前/.test(text))).toEqual([]);
    });

    test('that a reading states is the reading’s, however late it comes', async () => {
      graph.answers = fleetAnswers(2, 4);
      const { page } = await openWall('compute');
      await graph.followed('gpuTelemetry', TELEMETRY_PANELS);
      graph.tell('gpuTelemetry', readingOf(new Date(graph.now().getTime() - 7_200_000), 2, 4, '0.5'));
      const age = panelOf(page, '平均利用率').locator('.age.late');
      await age.getByText('2 小时前').waitFor();
    });
  });

  describe('a gateway that is away', () => {
    test('when the wall is opened is waited for, and then shown without a reload', async () => {
      graph.away = true;
      graph.answers = settlementAnswers();
      const { page } = await openWall();
      await page.getByText('网关未连接，正在重连').waitFor();
      expect(await page.locator('.panel').count()).toBe(0);
      graph.away = false;
      await insured(page).getByText('1,200').waitFor();
      await page.getByText('已连接').waitFor();
    });

    test('before the first answer is told, and no panel shows a number', async () => {
      graph.answers = settlementAnswers();
      const { page } = await browser.visit(`${graph.url}/screen/icon.svg`);
      await page.route('**/graphql', route => route.abort());
      await page.goto(`${graph.url}/screen?rotate=off`);
      await page.getByText('网关未连接，保留最近数据，正在重连').waitFor();
      expect(await page.locator('.tile-value, .figures, .ranking, .cartogram').count()).toBe(0);
      await panelOf(page, '在保人数').locator('.problem', { hasText: '网关未连接' }).waitFor();
      await page.unroute('**/graphql');
      await insured(page).getByText('1,200').waitFor();
      await page.context().close();
    });

    test('later costs no value: each stays with its time, and the wall says that it is cut off', async () => {
      graph.answers = settlementAnswers();
      const { page } = await openTicker();
      graph.settle(1);
      await newest(page, 1).waitFor();
      await insured(page).getByText('1,200').waitFor();
      graph.away = true;
      graph.cut();
      await page.getByText('网关未连接，保留最近数据，正在重连').waitFor();
      expect(await insured(page).innerText()).toContain('1,200');
      expect(await firstClaims(page)).toEqual([1]);
      await panelOf(page, '实时结算').getByText('网关未连接，保留最近数据').waitFor();
      expect(await panelOf(page, '在保人数').locator('.age').innerText()).toMatch(/\d+:\d+:\d+/);
      graph.away = false;
      graph.settle(1);
      await newest(page, 2).waitFor();
      expect(await firstClaims(page)).toEqual([2, 1]);
    });
  });

  test('a district without data says so and is no zero; one of elsewhere is told apart', async () => {
    graph.answers = settlementAnswers({ districts: ['310101', '320500'] });
    const { page } = await openWall();
    const map = panelOf(page, '各区结算');
    await map.getByText('其他区划 320500 30').waitFor();
    const tiles = await map.locator('li').allInnerTexts();
    expect(tiles.filter(text => text.includes('黄浦'))).toEqual([expect.stringContaining('30')]);
    const others = tiles.filter(text => !text.includes('黄浦'));
    expect(others).toHaveLength(15);
    expect(others.filter(text => !text.includes('—'))).toEqual([]);
  });

  test('a name of 200 characters cuts nothing else off, and can be read whole', async () => {
    const name = '长'.repeat(200);
    graph.answers = settlementAnswers({ institution: name });
    const { page } = await openWall('settlement');
    await graph.followed('claimSettled');
    graph.tell('claimSettled', claimOf(1, { institution: { name } }));
    for (const title of ['实时结算', '机构结算量', '交易量预警']) {
      await panelOf(page, title).getByText(name).first().waitFor();
      expect(await panelOf(page, title).locator(`[title^="${name}"]`).count()).toBe(1);
    }
    expect(await cutOff(page)).toEqual([]);
  });

  test('ten thousand cards are drawn, and what each says is told', async () => {
    graph.answers = fleetAnswers(200, 50);
    const { page, complaints } = await openWall('compute');
    await page.getByRole('img', { name: '200 组 10000 个，其中 10000 个无读数' }).waitFor();
    await graph.followed('gpuTelemetry', TELEMETRY_PANELS);
    graph.tell('gpuTelemetry', readingOf(graph.now(), 200, 50, '0.5'));
    await page.getByRole('img', { name: '200 组 10000 个，其中 0 个无读数' }).waitFor();
    await page.getByRole('img', { name: '平均利用率，单位 %；最新：实测 50' }).waitFor();
    expect(complaints.filter(text => !text.includes('未演'))).toEqual([]);
  });

  test(
    'more than a thousand claims a second are all taken, are drawn apart from their arrival, and leave no memory behind',
    async () => {
      graph.answers = settlementAnswers();
      const { page } = await openTicker();
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
        const due = Math.min(CLAIMS, Math.floor(((performance.now() - began) / 1000) * PER_SECOND));
        graph.settle(due - settled);
        settled = due;
        if (settled > (CLAIMS * (heaps.length + 1)) / LOOKS) heaps.push(await heap());
        if (settled === CLAIMS) break;
      }
      await newest(page, CLAIMS).waitFor();
      const seconds = (performance.now() - began) / 1000;
      const painted = Number(await page.evaluate('window.painted'));
      expect(await firstClaims(page)).toEqual([0, 1, 2, 3, 4].map(back => CLAIMS - back));
      expect(await page.locator('text=未能补发').count()).toBe(0);
      heaps.push(await heap());
      expect(heaps.length).toBeGreaterThan(1);
      // At the first look the wall has filled its rings.
      expect(heaps.at(-1)! - heaps[0]!).toBeLessThan(TOLERATED_BYTES);
      process.stdout.write(
        `big screen: ${CLAIMS} events in ${seconds.toFixed(1)} s, ${Math.round(CLAIMS / seconds)} a second, ` +
          `${Math.round(painted / seconds)} frames a second, ` +
          `heap ${heaps.map(bytes => (bytes / 1e6).toFixed(1)).join(' → ')} MB\n`,
      );
    },
    (SECONDS + 120) * 1000,
  );
});
