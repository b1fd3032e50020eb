import { ROLE_SCOPES, type Role } from '#schema/identity/role-scopes';
import { REVEAL_SCOPES, type SensitiveClass } from '#schema/sensitive/sensitive.law';
import type { Answer, Asker } from '../support/system.ts';
import { aliasOf, valuesAt, type Walk } from './paths.ts';

/** Clear values that an answer may not show: those of others, and which of them are the asker's own. */
export interface Known {
  /** Must not stand anywhere in the answer: not in a field, a message, an extension. */
  readonly clear: readonly string[];
  /** The PERSON's own values, which they read in the clear. */
  readonly own: readonly unknown[];
}

export interface Inspection {
  /** Sensitive fields that came back with a value, as `kind Type.field`. */
  readonly seen: readonly string[];
  /** What came back in the clear without right and purpose, with the path that led there. */
  readonly leaks: readonly string[];
}

/** Roles whose right covers only their own patients or policy holders; the walk goes to others'. */
const ONLY_THEIRS: readonly Role[] = ['INSTITUTION', 'INSURER'];

/** Decides whether the answer to one walk shows more than its asker may see. */
export function inspected(
  walk: Walk,
  asker: Asker,
  answer: Partial<Answer>,
  { clear, own }: Known,
): Inspection {
  const how = `${asker.role}${asker.purpose ? ' with a purpose' : ''} by ${walk.entry} → ${walk.parent}`;
  const seen: string[] = [];
  const leaks: string[] = [];
  let revealed = false;
  for (const field of walk.fields) {
    const place = `${field.parent}.${field.field}`;
    for (const value of valuesAt(answer.data, aliasOf(field))) {
      if (value === null) continue;
      seen.push(`${walk.kind} ${place}`);
      const mayReveal = mayRead(asker, field.class);
      revealed ||= mayReveal;
      const isOwn = asker.role === 'PERSON' && own.includes(value);
      // Every mask holds a star, and no clear value does.
      if (!String(value).includes('*') && !isOwn && !mayReveal) leaks.push(`${how}: ${place}`);
    }
  }
  if (revealed) return { seen, leaks };
  const text = JSON.stringify(answer);
  const inText = clear.filter(value => text.includes(value)).map(value => `${how}: the text holds ${value}`);
  return { seen, leaks: [...leaks, ...inText] };
}

/** Whether the law lets this asker read the class in the clear. */
function mayRead({ role, purpose }: Asker, sensitiveClass: string): boolean {
  const scope = REVEAL_SCOPES[sensitiveClass as SensitiveClass];
  return (
    purpose !== undefined &&
    scope !== null &&
    ROLE_SCOPES[role].includes(scope) &&
    !ONLY_THEIRS.includes(role)
  );
}
