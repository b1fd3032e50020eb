import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Download, Page } from 'playwright-core';
import type { TestSystem } from '../../gateway/e2e/support/system.ts';
import { readOperations } from '../analyst/operations.ts';
import { csvOf, tablesOf } from '../analyst/page/table.ts';
import { graphiqlAddress } from '../functions/page/functions-index.ts';
import { describeInBrowser, seriousFindings, startSystemWithPages } from './browser.ts';

const SIX_DOMAINS = readOperations()
  .flatMap(group => group.operations)
  .find(({ path }) => path === 'graph/1-six-domains.graphql')!;
const NAMES = 'query Names($id: ID!) { person(id: $id) { name idCard } }';
/** As a pattern: the first one or two characters, then stars. */
const MASKED = '.{1,2}\\*+';
const PAPER = `query Paper { report(name: DEDUCTION_NOTICE, from: "2026-01-01", to: "2026-01-31") { title pdf } }`;
const TELEMETRY = 'subscription Telemetry { gpuTelemetry { cursor missed source } }';

/** What GraphiQL's panes show, as plain text. */
const shownIn = async (page: Page, pane: string): Promise<string> =>
  (await page.locator(pane).innerText()).replaceAll('\u00A0', ' ');

/** Waits until GraphiQL answers with a name as it should be shown; what never comes fails by its time. */
const answersName = async (page: Page, name: string): Promise<void> => {
  await run(page);
  // The editor shows a blank as one that does not break.
  const hasText = new RegExp(`"name":\\s"${name}"`);
  await page.locator('.graphiql-response', { hasText }).waitFor();
};

const run = (page: Page): Promise<void> => page.getByRole('button', { name: /Execute query/ }).click();
const panel = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name: `Show ${name}` }).click();

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}

describeInBrowser('GraphiQL and the function list', browser => {
  let system: TestSystem;
  let person: string;

  beforeAll(async () => {
    system = await startSystemWithPages();
    const tokens = (await (await fetch(`${system.url}/dev/tokens`)).json()) as {
      role: string;
      token: string;
    }[];
    const { token } = tokens.find(({ role }) => role === 'PERSON')!;
    person = (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { person: string })
      .person;
  }, 300_000);
  afterAll(() => system?.stop());

  const graphiql = (query = '', variables = '') =>
    browser.visit(system.url + (query === '' ? '/graphiql' : graphiqlAddress({ query, variables })), {
      width: 1366,
      height: 768,
    });

  test('the query through six domains is answered, explained and exported as it is shown', async () => {
    const { page, complaints, strayed } = await graphiql();
    await panel(page, '执行情况');
    await run(page);
    const insight = page.getByRole('region', { name: '执行情况' });
    await insight.getByRole('heading', { name: '查询计划' }).waitFor();
    for (const subgraph of ['insured', 'settlement', 'inspection', 'pharmacy', 'knowledge', 'compute']) {
      expect(await insight.innerText()).toContain(subgraph);
    }
    expect(await shownIn(page, '.graphiql-response')).not.toContain('extensions');

    await panel(page, '导出');
    await page.getByText('下载 CSV').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('下载 CSV').click()]);
    const direct = await system.data(SIX_DOMAINS.query, { id: person }, { role: 'ANALYST', region: '31' });
    expect(await textOf(download)).toBe(csvOf(tablesOf(direct)[0]!));

    const [workbook] = await Promise.all([
      page.waitForEvent('download'),
      page.getByText('下载 Excel').click(),
    ]);
    expect(workbook.suggestedFilename()).toBe('SixDomains.xlsx');
    expect(
      readFileSync(await workbook.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    expect({ complaints, strayed }).toEqual({ complaints: [], strayed: [] });
  });

  test('a form on paper that an answer carries is saved as the file that it is', async () => {
    const { page, complaints } = await graphiql(PAPER);
    await run(page);
    await page.locator('.graphiql-response', { hasText: '扣减通知单' }).waitFor();
    await panel(page, '导出');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByText('下载 report.pdf').click(),
    ]);
    expect(download.suggestedFilename()).toBe('report.pdf');
    expect((await textOf(download)).startsWith('%PDF-1.')).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('who looks decides what is masked, and a purpose opens what the role may reveal', async () => {
    const { page, complaints } = await graphiql(NAMES, JSON.stringify({ id: person }));
    const [clear] = [(await system.data(NAMES, { id: person }, { role: 'PERSON', person })).person.name];
    await answersName(page, MASKED);

    await page.getByLabel('查看身份').selectOption('HANDLER');
    await page.getByLabel(/^目的 Purpose/).selectOption('REVIEW');
    await page.getByLabel('目的说明').fill('浏览器测试核对');
    await page.getByLabel('目的说明').press('Enter');
    await answersName(page, clear);

    await page.getByLabel('查看身份').selectOption('ANALYST');
    await answersName(page, MASKED);
    expect(complaints).toEqual([]);
  });

  test('the events of a subscription are kept after it has ended', async () => {
    const { page, complaints } = await graphiql(TELEMETRY);
    await panel(page, '订阅记录');
    await run(page);
    const events = page.locator('.analyst-events > li');
    await events.nth(1).waitFor();
    await page.getByRole('button', { name: /Stop query/ }).click();
    const kept = await events.count();
    await page.getByRole('button', { name: /Execute query/ }).waitFor();
    expect(await events.count()).toBeGreaterThanOrEqual(kept);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'JSON', exact: true }).click(),
    ]);
    const saved = JSON.parse(await textOf(download)) as { answer: { data: { gpuTelemetry: object } } }[];
    expect(saved[0]?.answer.data.gpuTelemetry).toMatchObject({ missed: 0, source: expect.any(String) });
    expect(complaints).toEqual([]);
  });

  test('an example that was just opened runs as it stands, not as the tab before', async () => {
    const { page, complaints } = await graphiql();
    await page.locator('.graphiql-response').waitFor();
    await page.getByText('订阅加速卡遥测').click();
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.locator('.graphiql-response', { hasText: 'gpuTelemetry' }).waitFor();
    await page.getByRole('button', { name: /Stop query/ }).click();
    await page.getByText('各区参保人数').click();
    await run(page);
    await page.locator('.graphiql-response', { hasText: 'enrolmentCounts' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('a function is found by the keyboard alone, and opens in GraphiQL', async () => {
    const { page, complaints, strayed } = await browser.visit(`${system.url}/functions?q=SH-ST-PRICE-04`);
    await page.getByRole('heading', { name: 'SH-ST-PRICE-04' }).waitFor();
    expect(await page.locator('.functions > li').count()).toBe(1);

    await page.locator('h1').click();
    await page.keyboard.press('/');
    await page.keyboard.type('药品比价');
    await page.getByText(/^找到 [2-9]/).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator(':focus').innerText()).toContain('Query.comparePrices');
    const [opened] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')]);
    await opened.getByText('ComparePrices').first().waitFor();
    expect(new URL(opened.url()).hash).toBe('');
    expect({ complaints, strayed }).toEqual({ complaints: [], strayed: [] });
  });

  test.each([
    ['/graphiql', '.graphiql-response'],
    ['/functions', '.functions > li'],
  ])('axe finds nothing serious in %s', async (path, content) => {
    const { page } = await browser.visit(system.url + path, { width: 1366, height: 768 });
    await page.locator(content).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('the tabs are a list of which one is current, and axe finds nothing serious in two of them', async () => {
    const { page } = await graphiql();
    await page.getByRole('button', { name: 'New tab' }).click();
    const tabs = page.getByRole('list', { name: 'Select active operation' });
    const current = tabs.locator('[aria-current=true]');
    await current.getByText('<untitled>').waitFor();
    expect(await tabs.getByRole('listitem').count()).toBe(2);
    expect(await seriousFindings(page)).toEqual([]);
    await tabs.getByRole('button').first().click();
    await current.getByText('SixDomains').waitFor();
    expect(await current.count()).toBe(1);
  });
});
