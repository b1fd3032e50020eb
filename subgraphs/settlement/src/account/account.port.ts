import type { PeerClient } from '#kernel/server/subgraph';
import { ZERO, type Fen } from '#kernel/vocabulary/money';

/** What was set aside for a settlement. */
export interface Reserved {
  readonly own: Fen;
  readonly family: Fen;
}

/**
 * Money of the personal account, which insured owns. Every call is keyed by the request's msgid, may be
 * repeated, and rejects when insured is away; never inside a transaction.
 */
export interface AccountPort {
  /** Sets aside up to an amount; what the account does not hold is not reserved. */
  reserve(request: { msgid: string; personId: string; amount: Fen }): Promise<Reserved>;
  confirm(msgid: string): Promise<void>;
  /** Gives up what was set aside, or returns what was paid. */
  release(msgid: string): Promise<void>;
}

const RESERVE = `mutation ReserveAccount($input: ReserveAccountInput!) {
  reserveAccount(input: $input) {
    __typename
    ... on AccountInsufficientRefusal { available }
  }
}`;

const CONFIRM = `mutation ConfirmAccountReservation($input: ConfirmAccountReservationInput!) {
  confirmAccountReservation(input: $input) { __typename }
}`;

const RELEASE = `mutation ReleaseAccountReservation($input: ReleaseAccountReservationInput!) {
  releaseAccountReservation(input: $input) { __typename }
}`;

/** The port through insured's GraphQL, with this subgraph's service identity. */
export function insuredAccountPort(peers: PeerClient): AccountPort {
  const ask = async (
    document: string,
    field: string,
    input: object,
  ): Promise<{ __typename: string; available?: string }> => {
    const answer = await peers.ask<Record<string, { __typename: string; available?: string }>>(
      'insured',
      document,
      { input },
    );
    return answer[field]!;
  };
  return {
    async reserve({ msgid, personId, amount }) {
      const first = await ask(RESERVE, 'reserveAccount', { msgid, personId, amount: amount.toString() });
      if (first.__typename === 'ReserveAccountSuccess') return { own: amount, family: ZERO };
      if (first.__typename === 'AccountMissingRefusal') return { own: ZERO, family: ZERO };
      const available = BigInt(first.available ?? '0');
      if (first.__typename !== 'AccountInsufficientRefusal')
        throw new Error(`not reserved: ${first.__typename}`);
      if (available === ZERO) return { own: ZERO, family: ZERO };
      const second = await ask(RESERVE, 'reserveAccount', { msgid, personId, amount: available.toString() });
      if (second.__typename !== 'ReserveAccountSuccess')
        throw new Error(`not reserved: ${second.__typename}`);
      return { own: available, family: ZERO };
    },
    async confirm(msgid) {
      const { __typename } = await ask(CONFIRM, 'confirmAccountReservation', { msgid });
      if (__typename !== 'ConfirmAccountReservationSuccess') throw new Error(`not confirmed: ${__typename}`);
    },
    async release(msgid) {
      await ask(RELEASE, 'releaseAccountReservation', { msgid });
    },
  };
}
