import { badUserInput, rateLimited, subgraphUnavailable } from '#kernel/graphql/errors';
import type { PeerClient } from '#kernel/server/subgraph';
import type { PolicyHolderInput } from './commercial.input.ts';

const MATCH = `mutation MatchPolicyHolder($input: MatchPolicyHolderInput!) {
  matchPolicyHolder(input: $input) { ... on MatchPolicyHolderSuccess { personId } }
}`;

/**
 * Whom an insurer means, asked of insured, which owns persons and counts what is guessed; null where nobody is
 * registered under both name and number. Never inside a transaction.
 */
export async function holderNamed(
  peers: PeerClient,
  { name, idCard }: PolicyHolderInput,
): Promise<string | null> {
  try {
    const answer = await peers.ask<{ matchPolicyHolder: { personId?: string } }>('insured', MATCH, {
      input: { name, idCard },
    });
    return answer.matchPolicyHolder.personId ?? null;
  } catch (error) {
    const code = (error as { readonly code?: unknown } | null)?.code;
    if (code === 'BAD_USER_INPUT') throw badUserInput({ 'input.holder.idCard': '不是有效的公民身份号码' });
    if (code === 'RATE_LIMITED') throw rateLimited('当日被保险人核对不一致次数已达上限，请次日再试');
    throw subgraphUnavailable('insured');
  }
}
