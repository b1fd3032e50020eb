import { LockMode } from '@mikro-orm/core';
import type { Projection } from '#kernel/events/projection';
import type { EntityManager } from '#kernel/persistence/database';
import { COMMERCIAL_POLICY_TOPIC, type CommercialPolicyFact } from '#schema/events/settlement.events';
import { InsuredPerson } from '../person/insured-person.entity.ts';
import { PolicyHolder } from './policy-holder.entity.ts';

/** Whose policy holder a person is or was, as settlement tells of registered and withdrawn policies. */
export const policyHolderProjection: Projection = {
  name: 'policy-holder',
  topic: COMMERCIAL_POLICY_TOPIC,
  async apply(tx, facts) {
    const registered = new Map<string, PolicyHolder>();
    const withdrawn: string[] = [];
    for (const { name, payload } of facts) {
      const { policyId, personId, insurerCode } = payload as CommercialPolicyFact;
      if (name === 'CommercialPolicyRegistered')
        registered.set(policyId, { policyId, personId, insurerCode });
      if (name === 'CommercialPolicyWithdrawn') {
        registered.delete(policyId);
        withdrawn.push(policyId);
      }
    }
    if (withdrawn.length > 0) await tx.nativeDelete(PolicyHolder, { policyId: { $in: withdrawn } });
    const rows = await withoutErased(tx, [...registered.values()]);
    if (rows.length > 0) await tx.upsertMany(PolicyHolder, rows, { onConflictAction: 'ignore' });
  },
};

/** Of a person who was erased meanwhile nothing is kept; the persons are held, so that no erasure overtakes the row. */
async function withoutErased(tx: EntityManager, holders: readonly PolicyHolder[]): Promise<PolicyHolder[]> {
  if (holders.length === 0) return [];
  const persons = await tx.find(
    InsuredPerson,
    { id: { $in: holders.map(({ personId }) => personId) } },
    { fields: ['erasedOn'], orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_READ },
  );
  const erased = new Set(persons.filter(({ erasedOn }) => erasedOn !== null).map(({ id }) => id));
  return holders.filter(({ personId }) => !erased.has(personId));
}
