import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';

/** What the fund paid with one settlement; the row goes when the settlement is voided. */
@Entity({ tableName: 'fund_payment' })
@Index({ properties: ['personId', 'settledOn'] })
export class FundPayment {
  @PrimaryKey({ type: 'string', length: 100 })
  settlementId!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: CalendarDateType })
  settledOn!: CalendarDate;

  @Property({ type: FenType })
  amount!: Fen;
}
