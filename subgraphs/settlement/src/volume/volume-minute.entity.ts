import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import type { VisitType } from '../policy-term/policy-term.rule.ts';
import type { Channel } from '../visit/channel.ts';

/** What an institution settled in a minute, by channel and kind of visit; kept by the transactions that settle. */
@Entity({ tableName: 'volume_minute' })
@Index({ properties: ['institutionCode', 'minute'] })
export class VolumeMinute {
  @PrimaryKey({ type: 'timestamptz' })
  minute!: Date;

  @PrimaryKey({ type: 'string', length: 12 })
  institutionCode!: string;

  @PrimaryKey({ type: 'string', length: 15 })
  channel!: Channel;

  @PrimaryKey({ type: 'string', length: 20 })
  visitType!: VisitType;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  /** Settlements made. */
  @Property({ type: 'integer' })
  settlements!: number;

  /** Records that undo another: voids and reversals. */
  @Property({ type: 'integer' })
  undone!: number;

  /** Sums over both: what is undone counts against what was settled. */
  @Property({ type: FenType })
  total!: Fen;

  @Property({ type: FenType })
  fundPaid!: Fen;
}
