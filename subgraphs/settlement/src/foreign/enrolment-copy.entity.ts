import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { CalendarDateType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { EnrolmentFacts } from '../entitlement/entitlement.rule.ts';

/** What settlement keeps of an enrolment, which insured owns. */
@Entity({ tableName: 'enrolment_copy' })
@Index({ properties: ['personId'] })
export class EnrolmentCopy implements EnrolmentFacts {
  @PrimaryKey({ type: 'uuid' })
  enrolmentId!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'string', length: 10 })
  scheme!: EnrolmentFacts['scheme'];

  @Property({ type: 'string', length: 20 })
  personGroup!: EnrolmentFacts['personGroup'];

  @Property({ type: 'string', length: 10 })
  state!: EnrolmentFacts['state'];

  @Property({ type: CalendarDateType })
  coverFrom!: CalendarDate;

  @Property({ type: CalendarDateType, nullable: true })
  coverTo!: CalendarDate | null;

  @Property({ type: 'string', length: 10, nullable: true })
  waitingState!: EnrolmentFacts['waitingState'];

  @Property({ type: CalendarDateType, nullable: true })
  benefitsFrom!: CalendarDate | null;

  @Property({ type: 'string', length: 6 })
  region!: string;
}
