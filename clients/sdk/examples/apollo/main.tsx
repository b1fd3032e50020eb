/** A person's bills, and the readings of the computing fleet as they come, with Apollo Client. */
import { ApolloClient, InMemoryCache } from '@apollo/client';
import { ApolloProvider, useQuery, useSubscription } from '@apollo/client/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createGraphClient } from '../../dist/client/index.ts';
import { readFragment, type FragmentType } from '../../dist/fragment-masking.ts';
import {
  GpuReadingsDocument,
  PersonSettlementsDocument,
  SettlementCardFragmentDoc,
} from '../../dist/graphql.ts';
import { graphLink } from './graph-link.ts';

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
  const { data, error } = useQuery(PersonSettlementsDocument, { variables: { id: person } });
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
  const [readings, setReadings] = useState(0);
  const { data } = useSubscription(GpuReadingsDocument, { onData: () => setReadings(count => count + 1) });
  return (
    <p role="status">
      第 {readings} 次读数：{data?.gpuTelemetry.samples.length ?? 0} 张卡
    </p>
  );
}

const { token = '', person = '' } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const graph = createGraphClient({ url: `${location.origin}/graphql`, token: () => token, trusted: true });
const client = new ApolloClient({ link: graphLink(graph), cache: new InMemoryCache() });

createRoot(document.querySelector('#app')!).render(
  <ApolloProvider client={client}>
    <Settlements person={person} />
    <Fleet />
  </ApolloProvider>,
);
