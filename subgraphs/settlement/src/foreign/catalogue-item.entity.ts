import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import type { ItemClass } from '../benefit/facts.rule.ts';
import type { CatalogueFacts } from '../catalogue/catalogue.rule.ts';

/** How the catalogue treats a drug or a service, by its national code; drugs come from pharmacy. */
@Entity({ tableName: 'catalogue_item' })
export class CatalogueItem implements CatalogueFacts {
  @PrimaryKey({ type: 'string', length: 32 })
  code!: string;

  @Property({ type: 'string', length: 1 })
  itemClass!: ItemClass;

  @Property({ type: FenType, nullable: true })
  firstSelfPayRatio!: Ratio | null;

  @Property({ type: FenType, nullable: true })
  priceLimit!: Fen | null;

  @Property({ type: CalendarDateType, nullable: true })
  validFrom!: CalendarDate | null;

  @Property({ type: CalendarDateType, nullable: true })
  validTo!: CalendarDate | null;
}
