import { subgraphUnavailable } from '#kernel/graphql/errors';
import type { PeerClient } from '#kernel/server/subgraph';

const UNSETTLED_CLAIMS = `query UnsettledClaims($personId: ID!) { unsettledClaims(personId: $personId) }`;

/** How many claims of a person are neither settled nor undone; SUBGRAPH_UNAVAILABLE while settlement cannot say. */
export async function unsettledClaims(peers: PeerClient, personId: string): Promise<number> {
  try {
    const answer = await peers.ask<{ unsettledClaims: number }>('settlement', UNSETTLED_CLAIMS, { personId });
    return answer.unsettledClaims;
  } catch {
    throw subgraphUnavailable('settlement');
  }
}
