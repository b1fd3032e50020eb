import { isId } from '#kernel/persistence/id';
import { signedKind, type SignedKind } from '#kernel/signing/signed-kind';
import { inRange } from '../range.ts';
import { Settlement } from './settlement.entity.ts';

/** The statement of a settlement 结算单: what was paid by whom, signed when the bill is settled or taken back. */
export const STATEMENT: SignedKind<Settlement> = {
  name: 'Settlement',
  scope: 'settlement:read',
  facts: settlement => ({
    claimId: settlement.claimId,
    personId: settlement.personId,
    institutionCode: settlement.institutionCode,
    kind: settlement.kind,
    opposesId: settlement.opposesId,
    settledOn: settlement.settledOn,
    total: settlement.total.toString(),
    fundPaid: settlement.fundPaid.toString(),
    accountPaid: settlement.accountPaid.toString(),
    commercialPaid: settlement.commercialPaid.toString(),
    cashPaid: settlement.cashPaid.toString(),
  }),
  async find(em, id, asker) {
    const settlement = isId(id) ? await em.findOne(Settlement, { id }) : null;
    return settlement && inRange(asker, settlement) ? settlement : null;
  },
};

export const SIGNED_STATEMENT = signedKind(STATEMENT);
