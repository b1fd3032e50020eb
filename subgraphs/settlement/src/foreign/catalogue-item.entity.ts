import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { FenType } from '#kernel/persistence/types';
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
}
