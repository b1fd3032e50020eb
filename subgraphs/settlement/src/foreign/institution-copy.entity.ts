import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { InstitutionLevel } from '../policy-term/policy-term.rule.ts';

/** What settlement keeps of an institution, which inspection owns. */
@Entity({ tableName: 'institution_copy' })
export class InstitutionCopy {
  @PrimaryKey({ type: 'string', length: 12 })
  code!: string;

  /** As papers have it; null until inspection has told of it. */
  @Property({ type: 'string', length: 200, nullable: true })
  name!: string | null;

  @Property({ type: 'string', length: 20 })
  level!: InstitutionLevel;

  @Property({ type: 'string', length: 20 })
  kind!: 'HOSPITAL' | 'COMMUNITY' | 'PHARMACY';

  @Property({ type: 'string', length: 6 })
  region!: string;

  @Property({ type: 'string', length: 20 })
  state!: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED';
}
