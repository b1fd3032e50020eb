import type { EntityManager, Row } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Statement } from '#kernel/persistence/statement';
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

/** The book as each database last had it. */
const lastRead = new WeakMap<object, { readonly edition: string; readonly book: PolicyBook }>();

/** What names the edition of the book in the database: it only grows, so its size and its last term do. */
export const BOOK_EDITION: Statement = {
  text: `select count(*)::text || ' ' || (select id from "settlement"."policy_term" order by id desc limit 1)
    from "settlement"."policy_term"`,
  parameters: [],
};

/** All terms of the deployment. */
export async function readPolicyBook(em: EntityManager): Promise<PolicyBook> {
  const [row] = await em.execute<Row[]>(`select (${BOOK_EDITION.text}) as edition`);
  return policyBookOf(em, String(row?.['edition']));
}

/** All terms of an edition, which is read once. */
export async function policyBookOf(em: EntityManager, edition: string): Promise<PolicyBook> {
  const known = lastRead.get(em.getDriver());
  if (known?.edition === edition) return known.book;
  const book = policyBook(await em.find(PolicyTerm, {}, { disableIdentityMap: true }));
  lastRead.set(em.getDriver(), { edition, book });
  return book;
}

/** The book as each database had it on a day. */
const readOn = new WeakMap<object, { readonly day: CalendarDate; readonly book: PolicyBook }>();

/**
 * The book as far as it says what holds on a day, read once that day: a change holds from a later day than that of its
 * approval.
 */
export async function readPolicyBookOf(em: EntityManager, day: CalendarDate): Promise<PolicyBook> {
  const known = readOn.get(em.getDriver());
  if (known?.day === day) return known.book;
  const book = await readPolicyBook(em);
  readOn.set(em.getDriver(), { day, book });
  return book;
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
