import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import {
  findHandlingTerm,
  policyBook,
  type HandlingKind,
  type PolicyBook,
  type PolicyTermFacts,
} from './policy-term.rule.ts';
import { PolicyTerm } from './policy-term.entity.ts';
import { DEFAULT_TERMS } from './policy-term.terms.ts';

/** All terms of the deployment. */
export async function readPolicyBook(em: EntityManager): Promise<PolicyBook> {
  return policyBook(await em.find(PolicyTerm, {}));
}

/** The term of handling in force; a deployment whose book lacks it is at fault, not who asks. */
export function handlingTerm(
  book: PolicyBook,
  kind: HandlingKind,
  on: CalendarDate,
  qualifier: string,
): PolicyTermFacts {
  const term = findHandlingTerm(book, kind, on, qualifier);
  if (!term) throw new Error(`no term ${kind} ${qualifier} in force on ${on}`);
  return term;
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
