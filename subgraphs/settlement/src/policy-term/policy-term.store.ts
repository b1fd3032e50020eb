import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import { policyBook, type PolicyBook } from './policy-term.rule.ts';
import { PolicyTerm } from './policy-term.entity.ts';
import { DEFAULT_TERMS } from './policy-term.terms.ts';

/** All terms of the deployment. */
export async function readPolicyBook(em: EntityManager): Promise<PolicyBook> {
  return policyBook(await em.find(PolicyTerm, {}));
}

/** Adds the shipped terms that the deployment does not have yet; what it has stays as it is. */
export async function shipTerms(tx: EntityManager): Promise<void> {
  const known = await tx.find(PolicyTerm, {}, { fields: ['code', 'version'] });
  const keys = new Set(known.map(({ code, version }) => `${code}@${version}`));
  const missing = DEFAULT_TERMS.filter(({ code, version }) => !keys.has(`${code}@${version}`));
  if (missing.length === 0) return;
  await tx.insertMany(
    PolicyTerm,
    missing.map(term => ({ id: newId(), ...term, changeId: null })),
  );
}
