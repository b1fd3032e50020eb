import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { EntityManager } from '#kernel/persistence/database';

/** That a person is or was insured by a commercial policy; one that was withdrawn never counted. */
@Entity({ tableName: 'policy_holder' })
@Index({ properties: ['insurerCode', 'personId'] })
export class PolicyHolder {
  @PrimaryKey({ type: 'uuid' })
  policyId!: string;

  @Property({ type: 'uuid', index: true })
  personId!: string;

  @Property({ type: 'string', length: 20 })
  insurerCode!: string;
}

/** Which of these persons hold or held a policy of an insurer: those it may read in the clear. */
export async function holdersAmong(
  em: EntityManager,
  insurerCode: string | null,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!insurerCode) return new Set();
  const found = await em.find(PolicyHolder, { insurerCode, personId: { $in: [...personIds] } });
  return new Set(found.map(({ personId }) => personId));
}
