import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { FenType } from '#kernel/persistence/types';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import type { IncentiveTerms } from './incentive.terms.ts';

/** Terms of the incentive that the city has set, by the year from which they hold. */
@Entity({ tableName: 'incentive_term' })
export class IncentiveTerm implements IncentiveTerms {
  @PrimaryKey({ type: 'integer', autoincrement: false })
  effectiveFrom!: number;

  @Property({ type: 'string', length: 200 })
  source!: string;

  @Property({ type: FenType, nullable: true })
  ceiling!: Fen | null;

  @Property({ type: FenType })
  consecutiveStep!: Fen;

  @Property({ type: FenType })
  zeroClaimStep!: Fen;

  @Property({ type: FenType })
  capShare!: Ratio;

  @Property({ type: 'boolean' })
  raisesSurviveInterruption!: boolean;

  @Property({ type: FenType })
  reductionAfterInterruption!: Fen;
}
