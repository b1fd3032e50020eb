import type { EntityManager } from '#kernel/persistence/database';
import type { RefusalFacts, Result } from '#kernel/vocabulary/result';
import { findHandlingTerm } from '../policy-term/policy-term.rule.ts';
import { readPolicyBookOf } from '../policy-term/policy-term.store.ts';
import { SignIn } from './sign-in.entity.ts';
import { admits, type AtCounter } from './sign-in.rule.ts';

/** Whether somebody may send transactions under the number that they name; nothing is read where none is named or due. */
export async function signedIn(
  em: EntityManager,
  sender: AtCounter,
  number: string | null | undefined,
): Promise<Result<null, RefusalFacts<'NOT_SIGNED_IN'>>> {
  const book = await readPolicyBookOf(em, sender.day);
  const term = findHandlingTerm(book, 'SIGN_IN', sender.day, 'COUNTER');
  const named = number ? { signIn: await em.findOne(SignIn, { number }) } : null;
  return admits(term?.value === 'REQUIRED' ? 'REQUIRED' : 'OPTIONAL', named, sender);
}
