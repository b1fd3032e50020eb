import { accept, refuse, type RefusalFacts, type Result } from '../vocabulary/result.ts';

/** The reasons for which personal data may be read in the clear. Source: contract, `@sensitive`. */
export const PURPOSE_CODES = [
  'ENROLMENT',
  'SETTLEMENT',
  'REVIEW',
  'INSPECTION',
  'COMPLAINT',
  'AUDIT',
] as const;

export type PurposeCode = (typeof PURPOSE_CODES)[number];

/** Why somebody reads personal data in the clear; it stands in the audit record of each reading. */
export interface Purpose {
  readonly code: PurposeCode;
  readonly text: string;
}

export type MalformedPurpose = RefusalFacts<'MALFORMED_PURPOSE'>;

const SHORTEST_TEXT = 4;
const LONGEST_TEXT = 200;

/** 200 characters of four bytes, percent-encoded, and the code: nothing longer can be a purpose. */
const LONGEST_HEADER = LONGEST_TEXT * 12 + 32;

/** Letters, marks, digits, punctuation, symbols and blanks; no control, format or unassigned character, no line break. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]*$/u;

/**
 * Decides whether a stated purpose can be accepted: `CODE: text` with a code of the closed list
 * and a text of 4 to 200 printable characters.
 */
export function parsePurpose(stated: string): Result<Purpose, MalformedPurpose> {
  if (stated.length > LONGEST_HEADER) return malformed(`过长：说明最多 ${LONGEST_TEXT} 个字符`);
  const [, code, rest] = /^([A-Z]+):([\s\S]*)$/.exec(stated) ?? [];
  if (!isPurposeCode(code)) return malformed(`须为“代码: 说明”，代码为 ${PURPOSE_CODES.join('、')} 之一`);
  // Only blanks may be trimmed: a line break at the end is a control character, not a blank.
  const text = rest!.replace(/^\p{Zs}+|\p{Zs}+$/gu, '');
  if (!PRINTABLE.test(text)) return malformed('不得含有控制字符');
  const length = [...text].length;
  if (length < SHORTEST_TEXT || length > LONGEST_TEXT)
    return malformed(`说明须为 ${SHORTEST_TEXT} 至 ${LONGEST_TEXT} 个字符`);
  return accept({ code, text });
}

/**
 * The text of an `x-purpose` header. Header values are bytes, read as Latin-1, so a Chinese text travels
 * percent-encoded (`encodeURIComponent`); raw UTF-8 bytes, as curl sends them, are understood as well.
 * A raw `%` that starts no escape is left as it is; a literal `%41` has to be encoded.
 */
export function purposeFromHeader(value: string): string {
  if (value.length > LONGEST_HEADER) return value;
  try {
    return decodeURIComponent(value.includes('%') ? value : percentEncoded(value));
  } catch {
    return value;
  }
}

/** A purpose as the value of an `x-purpose` header. */
export function purposeToHeader(purpose: string): string {
  return encodeURIComponent(purpose);
}

/** The bytes of a Latin-1 header, each beyond ASCII as an escape, so that they can be read as UTF-8. */
function percentEncoded(value: string): string {
  return [...Buffer.from(value, 'latin1')]
    .map(byte => (byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16)}`))
    .join('');
}

function isPurposeCode(code: string | undefined): code is PurposeCode {
  return (PURPOSE_CODES as readonly string[]).includes(code ?? '');
}

function malformed(message: string): Result<never, MalformedPurpose> {
  return refuse('MALFORMED_PURPOSE', message);
}
