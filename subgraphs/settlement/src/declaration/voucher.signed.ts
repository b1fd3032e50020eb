import { isId } from '#kernel/persistence/id';
import { signedKind, type SignedKind } from '#kernel/signing/signed-kind';
import { monthInRange } from './month-range.ts';
import { MonthlySettlement } from './monthly-settlement.entity.ts';

/** The voucher of approval 核定支付凭证: what of a month an institution is owed, signed when it is approved. */
export const VOUCHER: SignedKind<MonthlySettlement> = {
  name: 'MonthlySettlement',
  scope: 'settlement:read',
  facts: month => ({
    voucherNumber: month.voucherNumber,
    institutionCode: month.institutionCode,
    month: month.month,
    settlements: String(month.settlements),
    total: month.total.toString(),
    declared: month.declared.toString(),
    deducted: month.deducted.toString(),
    approved: month.approved?.toString() ?? null,
  }),
  async find(em, id, asker) {
    const month = isId(id) ? await em.findOne(MonthlySettlement, { id }) : null;
    return month && monthInRange(asker, month) ? month : null;
  },
};

export const SIGNED_VOUCHER = signedKind(VOUCHER);
