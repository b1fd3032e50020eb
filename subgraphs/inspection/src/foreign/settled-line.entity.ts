import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import type { InsuranceType, VisitType } from '../fee-rule/fee-rule.terms.ts';

/** What supervision keeps of a settled fee line; keys and amounts, nothing that names anybody. */
@Entity({ tableName: 'settled_line' })
@Index({ properties: ['personId', 'serviceDate'] })
@Index({ properties: ['claimId'] })
export class SettledLineRow {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  claimId!: string;

  @Property({ type: 'uuid' })
  visitId!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 20, nullable: true })
  physicianCode!: string | null;

  @Property({ type: 'string', length: 20 })
  insurance!: InsuranceType;

  @Property({ type: 'string', length: 20 })
  visitType!: VisitType;

  @Property({ type: 'string', length: 40 })
  itemCode!: string;

  @Property({ type: 'string', length: 200 })
  itemName!: string;

  @Property({ type: FenType })
  quantity!: Ratio;

  @Property({ type: FenType })
  amount!: Fen;

  @Property({ type: CalendarDateType })
  serviceDate!: string;

  @Property({ type: 'integer', nullable: true })
  daysOfSupply!: number | null;
}

/** Whether an insured person is insured as an adult; all that supervision keeps of a person. */
@Entity({ tableName: 'person_standing' })
export class PersonStanding {
  @PrimaryKey({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'boolean' })
  insuredAsAdult!: boolean;
}

/** Which drug a national code is, and what its substance is called. */
@Entity({ tableName: 'catalogued_drug' })
export class CataloguedDrug {
  @PrimaryKey({ type: 'string', length: 40 })
  nationalCode!: string;

  @Index()
  @Property({ type: 'uuid' })
  drugId!: string;

  @Property({ type: 'string', length: 200 })
  genericName!: string;
}
