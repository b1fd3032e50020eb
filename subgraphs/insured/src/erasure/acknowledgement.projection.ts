import { erasureAcknowledgementTopic, type PersonErasedPayload } from '#schema/events/insured.events';
import type { Projection } from '#kernel/events/projection';
import { SUBGRAPHS } from '#kernel/server/subgraph';
import type { PersonErasureService } from './person-erasure.service.ts';

/** Hears each subgraph say that it has erased a person; insured is one of them. */
export function acknowledgementProjections(erasures: PersonErasureService): Projection[] {
  return SUBGRAPHS.map(subgraph => ({
    name: `erasure-acknowledgement:${subgraph}`,
    topic: erasureAcknowledgementTopic(subgraph),
    apply: (tx, facts) =>
      erasures.acknowledge(
        tx,
        subgraph,
        facts.map(({ payload }) => (payload as PersonErasedPayload).personId),
      ),
  }));
}
