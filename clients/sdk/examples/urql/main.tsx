/** A person's bills, and the readings of the computing fleet as they come, with urql. */
import { cacheExchange, createClient, Provider, useQuery, useSubscription } from 'urql';
import { createRoot } from 'react-dom/client';
import { createGraphClient } from '../../dist/client/index.ts';
import { readFragment, type FragmentType } from '../../dist/fragment-masking.ts';
import {
  GpuReadingsDocument,
  PersonSettlementsDocument,
  SettlementCardFragmentDoc,
  type GpuReadingsSubscription,
} from '../../dist/graphql.ts';
import { graphExchange } from './graph-exchange.ts';

/** Knows of a bill what it asked for in its fragment, and nothing else. */
function SettlementCard({ settlement }: { settlement: FragmentType<typeof SettlementCardFragmentDoc> }) {
  const { settledOn, total, fundPaid, institution } = readFragment(SettlementCardFragmentDoc, settlement);
  return (
    <li>
      {settledOn} {institution?.name} 总额 {total} 分，基金支付 {fundPaid} 分
    </li>
  );
}

function Settlements({ person }: { person: string }) {
  const [{ data, error }] = useQuery({ query: PersonSettlementsDocument, variables: { id: person } });
  if (error) return <p role="alert">{error.message}</p>;
  return (
    <section>
      <h1>{data?.person?.name}</h1>
      <ul>
        {data?.person?.settlements?.nodes.map(node => (
          <SettlementCard key={node.id} settlement={node} />
        ))}
      </ul>
    </section>
  );
}

function Fleet() {
  const [{ data = [] }] = useSubscription(
    { query: GpuReadingsDocument },
    (readings: GpuReadingsSubscription[] = [], reading) => [...readings.slice(-99), reading],
  );
  return (
    <p role="status">
      第 {data.length} 次读数：{data.at(-1)?.gpuTelemetry.samples.length ?? 0} 张卡
    </p>
  );
}

const { token = '', person = '' } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const graph = createGraphClient({ url: `${location.origin}/graphql`, token: () => token, trusted: true });
const client = createClient({
  url: `${location.origin}/graphql`,
  preferGetMethod: false,
  exchanges: [cacheExchange, graphExchange(graph)],
});

createRoot(document.querySelector('#app')!).render(
  <Provider value={client}>
    <Settlements person={person} />
    <Fleet />
  </Provider>,
);
