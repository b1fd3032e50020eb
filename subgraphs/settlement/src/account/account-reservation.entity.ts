import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import type { ReservationState } from './reservation.rule.ts';

/** What settlement remembers of money that it asked insured to set aside, keyed by the request's msgid. */
@Entity({ tableName: 'account_reservation' })
@Index({ properties: ['state', 'changedAt'] })
export class AccountReservation {
  @PrimaryKey({ type: 'string', length: 30 })
  msgid!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: FenType })
  own!: Fen;

  @Property({ type: FenType })
  family!: Fen;

  @Property({ type: 'string', length: 12 })
  state!: ReservationState;

  @Property({ type: 'timestamptz' })
  changedAt!: Date;
}
