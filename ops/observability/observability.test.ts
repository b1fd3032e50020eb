import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Metrics } from '../../gateway/src/metrics.ts';

/** Alerts and panels speak of metrics that the gateway really has, by labels that they really carry. */
interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}
interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const alerts = (parse(read('alerts.yaml')) as Rules).groups.flatMap(({ rules }) => rules);
const targets = (JSON.parse(read('dashboard.json')) as Dashboard).panels.flatMap(panel => panel.targets);
const KEYWORDS = /^(?:sum|by|rate|increase|histogram_quantile|le)$/;

/** Every sample of a gateway that has done a little of everything: its name, and its labels. */
async function samples(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const metrics = new Metrics();
  metrics.request()(200);
  metrics.operation('other', 'query', 'ok', 1);
  metrics.fetched('insured', 1, true);
  metrics.refused('cost');
  metrics.reloaded('refused');
  metrics.streams(() => ({ streams: 1, subscriptions: 1, delivered: 1 }));
  const server = createServer((_, response) => void metrics.send(response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const text = await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text();
  await new Promise(resolve => server.close(resolve));
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map(line => {
      const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})?/.exec(line) ?? [];
      return [name, new Set([...labels.matchAll(/(\w+)="/g)].map(([, label]) => label!))];
    }),
  );
}

test.each([...alerts, ...targets].map(({ expr }) => expr))('%s', async expr => {
  const known = await samples();
  const words = [...expr.replaceAll(/"[^"]*"/g, '').matchAll(/\b[a-z_]\w*/g)].map(([word]) => word);
  const named = words.filter(word => known.has(word));
  expect(named.length).toBeGreaterThan(0);
  const labels = new Set(named.flatMap(name => [...known.get(name)!]));
  expect(words.filter(word => !known.has(word) && !labels.has(word) && !KEYWORDS.test(word))).toEqual([]);
});

test('a legend shows only labels that its expression keeps', () => {
  const lost = targets.flatMap(({ expr, legendFormat }) =>
    [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].flatMap(([, label = '']) => {
      const kept = /by \(([^)]*)\)/.exec(expr)?.[1];
      return kept === undefined || kept.split(', ').includes(label) ? [] : [`${label}: ${expr}`];
    }),
  );
  expect(lost).toEqual([]);
});
