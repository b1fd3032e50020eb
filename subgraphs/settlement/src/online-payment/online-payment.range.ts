import type { Principal } from '#kernel/identity/principal';
import type { OnlinePayment } from './online-payment.entity.ts';

/** Who reads a payment: whoever pays, whom it is paid for, and the staff of the centre. */
export function mayReadPayment(
  { role, person }: Principal,
  { personId, payerId }: Pick<OnlinePayment, 'personId' | 'payerId'>,
): boolean {
  if (role === 'PERSON') return person === personId || person === payerId;
  return role === 'HANDLER' || role === 'REVIEWER';
}
