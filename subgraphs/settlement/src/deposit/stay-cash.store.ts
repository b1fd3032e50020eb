import type { EntityManager } from '#kernel/persistence/database';
import { sum } from '#kernel/vocabulary/money';
import { Claim } from '../claim/claim.entity.ts';
import { Settlement } from '../settlement/settlement.entity.ts';
import { Visit } from '../visit/visit.entity.ts';
import { WalletPayment } from '../wallet/wallet-payment.entity.ts';
import { HOLDING } from '../wallet/wallet-payment.rule.ts';

/**
 * What a patient owes in cash for a stay, less what wallets pay of it; null while it goes on or fees of it are not
 * settled. The caller holds its deposit, so that neither that nor a wallet pays the same again.
 */
export async function cashOwedFor(tx: EntityManager, visitId: string): Promise<bigint | null> {
  const visit = await tx.findOneOrFail(Visit, { id: visitId });
  const claims = await tx.find(Claim, { visitId });
  if (!visit.endedOn || claims.some(({ state }) => state === 'REGISTERED' || state === 'PRE_SETTLED'))
    return null;
  const records = await tx.find(Settlement, { claimId: { $in: claims.map(({ id }) => id) } });
  const settlementId = { $in: records.map(({ id }) => id) };
  const wallets = await tx.find(WalletPayment, { settlementId, state: { $in: [...HOLDING] } });
  return sum(records.map(({ cashPaid }) => cashPaid)) - sum(wallets.map(({ amount }) => amount));
}
