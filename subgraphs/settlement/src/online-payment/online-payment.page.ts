import { connectionType } from '#kernel/graphql/connection';
import type { Children } from '#kernel/persistence/page-per-parent';
import { OnlinePayment } from './online-payment.entity.ts';

/** Pages of payments, whoever lists them. */
export const OnlinePaymentConnection = connectionType(OnlinePayment);

/** Payments of one noun, oldest first. */
export const PAYMENTS_OF_SUBJECT: Children<OnlinePayment> = {
  type: OnlinePayment,
  from: '"settlement"."online_payment"',
  parent: { column: 'subject_id', type: 'uuid' },
  order: ['id'],
  direction: 'asc',
  where: [],
};
