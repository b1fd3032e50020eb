import { badUserInput } from '../graphql/errors.ts';
import { parsePurpose, type Purpose } from './purpose.ts';

/** The purpose that a request states, null without one; BAD_USER_INPUT that names `purpose` for a malformed one. */
export function requirePurpose(stated: string | null | undefined): Purpose | null {
  if (stated === null || stated === undefined || stated === '') return null;
  const parsed = parsePurpose(stated);
  if (!parsed.ok) throw badUserInput({ purpose: parsed.refusal.message });
  return parsed.value;
}
