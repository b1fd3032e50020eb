import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { CalendarDateType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';

/** How often an insurer named on one day somebody who is not registered as it said. */
@Entity({ tableName: 'refused_match' })
export class RefusedMatch {
  @PrimaryKey({ type: 'string', length: 20 })
  insurerCode!: string;

  @PrimaryKey({ type: CalendarDateType })
  day!: CalendarDate;

  @Property({ type: 'integer' })
  refused!: number;
}
