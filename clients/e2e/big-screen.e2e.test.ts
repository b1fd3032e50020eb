import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { subgraphUnavailable } from '#kernel/graphql/errors';
import type { TestSystem } from '../../gateway/e2e/support/system.ts';
import { buildPages } from '../pages/build.ts';
import { SCREEN } from '../big-screen/screen.page.ts';
import { PAGES } from '../big-screen/page/pages/pages.ts';
import { describeInBrowser, seriousFindings, startSystemWithPages } from './browser.ts';

const WALL = { role: 'SCREEN', region: '31' } as const;

/** What a panel shows, as its reader sees it. */
const panelOf = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });

/** Waits until each panel of the page shows what it asked for. */
async function whole(page: Page): Promise<void> {
  await page.getByText('已连接').waitFor();
  await page.locator('.content', { hasText: '等待数据' }).first().waitFor({ state: 'detached' });
}

describeInBrowser('the big screen', browser => {
  let graph: TestSystem;
  let address: (page: string, settings?: string) => string;

  beforeAll(async () => {
    await buildPages([SCREEN]);
    graph = await startSystemWithPages();
    address = (page, settings = '') => `${graph.url}/screen?rotate=off&page=${page}${settings}`;
  }, 180_000);
  afterAll(() => graph?.stop());

  test.each(PAGES.map(({ id, title, panels }) => ({ id, title, panels })))(
    '$title shows every panel without a problem, and asks nobody but its own host',
    async ({ id, panels }) => {
      const { page, complaints, strayed } = await browser.visit(address(id));
      await whole(page);
      for (const { title } of panels) await panelOf(page, title).waitFor();
      expect(await page.locator('.problem').allInnerTexts()).toEqual([]);
      expect(await seriousFindings(page)).toEqual([]);
      expect([complaints, strayed]).toEqual([[], []]);
      await page.context().close();
    },
  );

  test.each([
    { width: 1366, height: 768 },
    { width: 3840, height: 1080 },
    { width: 3840, height: 2160 },
  ])('on a wall of $width × $height nothing is cut off', async size => {
    const { page } = await browser.visit(address(PAGES[0]!.id), size);
    for (const { title } of PAGES) {
      await page.getByRole('button', { name: title, exact: true }).click();
      await whole(page);
      const cut = await page.evaluate(`[...document.querySelectorAll('.content')]
        .filter(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
          scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1)
        .map(content => content.closest('.panel').ariaLabel)`);
      expect([title, cut]).toEqual([title, []]);
    }
    await page.context().close();
  });

  test('no script and no style may stand in the page', async () => {
    const { headers } = await fetch(`${graph.url}/screen`);
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
  });

  test('its figures are those that the graph answers', async () => {
    const { page } = await browser.visit(address('overview'));
    await whole(page);
    const { enrolmentCounts, suspicionCounts, institutions, openReconciliations, monthlySettlementAgeing } =
      await graph.data(
        `{ enrolmentCounts { persons } suspicionCounts { count } institutions(first: 200) { nodes { kind } }
         openReconciliations { differences { count } } monthlySettlementAgeing { due count } }`,
        {},
        WALL,
      );
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
    const insured = sum(enrolmentCounts.map((row: { persons: number }) => row.persons));
    const suspicions = sum(suspicionCounts.map((row: { count: number }) => row.count));
    await expect(panelOf(page, '在保人数').locator('.tile-value').innerText()).resolves.toContain(
      insured.toLocaleString('en'),
    );
    await expect(panelOf(page, '待核查疑点').locator('.tile-value').innerText()).resolves.toContain(
      String(suspicions),
    );
    const differences = sum(openReconciliations.differences.map((row: { count: number }) => row.count));
    expect(differences).toBeGreaterThan(0);
    await expect(panelOf(page, '未平对账差异').locator('.tile-value').innerText()).resolves.toBe(
      `${differences}笔`,
    );
    const due = ['OVERDUE', 'DUE_SOON', 'IN_TIME'].map(nearness =>
      sum(
        monthlySettlementAgeing
          .filter((row: { due: string }) => row.due === nearness)
          .map((row: { count: number }) => row.count),
      ),
    );
    expect(await panelOf(page, '即时结算时效').locator('dd').allInnerTexts()).toEqual(
      due.map(months => `${months}份`),
    );
    await page.keyboard.press('End');
    await panelOf(page, '定点机构').getByText(`共 ${institutions.nodes.length} 家`).waitFor();
    await page.context().close();
  });

  test('a run of an agent is seen step by step, without its question', async () => {
    const { page } = await browser.visit(address('agents'));
    await whole(page);
    await graph.data(
      `mutation { askPolicy(input: { idempotencyKey: "the-wall-asks", question: "固定待遇等待期是几个月？" }) { __typename } }`,
    );
    const steps = panelOf(page, '步骤实时流');
    await steps.getByText('已回答').waitFor();
    expect((await steps.locator('.amount').allInnerTexts()).toReversed()).toEqual([
      '已受理',
      '已检索',
      '已选取',
      '已回答',
    ]);
    expect(await page.locator('body').innerText()).not.toContain('等待期是几个月');
    await page.context().close();
  });

  test('a subgraph that is away costs its own panels their news, not their values, and no other panel anything', async () => {
    const { page } = await browser.visit(address('overview'));
    await whole(page);
    const before = await panelOf(page, '待核查疑点').locator('.tile-value').innerText();
    const link = graph.system.gateway.links.get('inspection')!;
    const { execute } = link;
    link.execute = () => Promise.reject(subgraphUnavailable('inspection'));
    try {
      await panelOf(page, '待核查疑点').getByText('监管子图暂不可用，保留最近数据').waitFor();
      expect(await panelOf(page, '待核查疑点').locator('.tile-value').innerText()).toBe(before);
      expect(await panelOf(page, '在保人数').locator('.problem').count()).toBe(0);
      expect(await panelOf(page, '加速卡占用').locator('.problem').count()).toBe(0);
    } finally {
      link.execute = execute;
    }
    await panelOf(page, '待核查疑点').locator('.problem').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('a token that expires is said so, the last values stay, and a new one is taken up without a reload', async () => {
    const { authorization } = await graph.bearer({ ...WALL, lifetimeSeconds: 4 });
    const token = authorization!.slice('Bearer '.length);
    const { page } = await browser.visit(address('compute', `#token=${token}`));
    await whole(page);
    expect(page.url()).not.toContain('token');
    const figures = panelOf(page, '算力总览').locator('dd').first();
    const before = await figures.innerText();
    await page.getByText('令牌失效，保留最近数据').waitFor();
    expect(await figures.innerText()).toBe(before);
    const { authorization: fresh } = await graph.bearer(WALL);
    await page.evaluate(`location.hash = 'token=${fresh!.slice('Bearer '.length)}'`);
    await page.getByText('已连接').waitFor();
    await page.locator('.problem').first().waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('arrows turn the pages, and the space bar stops the turning', async () => {
    const { page } = await browser.visit(`${graph.url}/screen?rotate=60`);
    await page.getByText('每 60 秒自动翻页').waitFor();
    const current = page.locator('nav [aria-current=page]');
    await page.keyboard.press('ArrowRight');
    await expect(current.innerText()).resolves.toBe('结算监测');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect(current.innerText()).resolves.toBe('监管');
    await page.keyboard.press(' ');
    await page.getByText('停在本页').waitFor();
    await page.context().close();
  });
});
