import {
  decimal,
  fraction,
  times,
  unitSpelled,
  type Fraction,
  type Quantity,
} from '../quantity/quantity.rule.ts';
import { NUMERALS, UNIT_TERMS } from '../quantity/quantity.terms.ts';
import {
  BASIS_WORDS,
  CONTAINER_WORDS,
  DISCRETE_WORDS,
  DOSE_WORDS,
  SHORTHAND_WORDS,
  WORD_SYNONYMS,
} from './specification.terms.ts';

export type Basis = 'CONTENT' | 'WEIGHT' | 'HERB_EQUIVALENT' | 'STATED';

export type Token =
  | { readonly kind: 'QUANTITY'; readonly quantity: Quantity; readonly text: string }
  | { readonly kind: 'PERCENT'; readonly value: Fraction; readonly text: string }
  | { readonly kind: 'COUNT'; readonly count: Fraction; readonly word: string; readonly text: string }
  | { readonly kind: 'NUMBER'; readonly value: Fraction; readonly text: string }
  | { readonly kind: 'UNIT'; readonly unit: string; readonly text: string }
  | { readonly kind: 'WORD'; readonly word: string; readonly text: string }
  | { readonly kind: 'OPERATOR'; readonly text: '*' | ':' | ';' | '/' | ',' | '+' }
  | {
      readonly kind: 'PER';
      readonly count: Fraction;
      readonly word: string;
      readonly basis: Basis;
      readonly text: string;
    }
  | { readonly kind: 'GROUP'; readonly tokens: readonly Token[]; readonly text: string }
  | { readonly kind: 'NAME'; readonly text: string }
  | { readonly kind: 'BROKEN'; readonly text: string; readonly reason: string };

const longestFirst = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length);
const escaped = (words: readonly string[]) => words.map(word => word.replace(/[#.*+?]/g, '\\$&')).join('|');

const WORDS = longestFirst([...CONTAINER_WORDS, ...DISCRETE_WORDS, ...DOSE_WORDS, ...SHORTHAND_WORDS]);
const UNITS = longestFirst(UNIT_TERMS.flatMap(term => term.spellings));
/** A Latin unit or shorthand ends where its letters end: the s of `24s`, never that of `24size`. */
const END = '(?![a-zμ])';
const WORD = new RegExp(`^(?:${escaped(WORDS)})${END}`, 'i');
const UNIT = new RegExp(`^(?:${escaped(UNITS)})${END}`, 'i');
const NUMERAL = new RegExp(`^(?:${Object.keys(NUMERALS).join('|')})+`);
const PER = new RegExp(`^每(\\d+)?(${escaped(WORDS)})?(?:${BASIS_WORDS.map(([word]) => word).join('|')})?`);

/**
 * Writes a specification in one alphabet: half-width, `*` for every multiplication sign, `:` for 比.
 * Source: Unicode NFKC, which also unites the two Greek letters mu.
 */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[×✕✖╳]/g, '*')
    .replace(/(?<=[\dg lL片粒丸支袋瓶)%])[xX](?=\s*\d)/g, '*')
    .replace(/[、，]/g, ',')
    .replace(/[。]$/, '')
    .replace(/\s*([*:;/,+])\s*/g, '$1')
    .trim();
}

/** Splits a normalised specification into its words; what it cannot name it returns as broken, with the reason. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let rest = text;
  while (rest !== '') {
    const token = nextToken(rest, tokens.at(-1));
    rest = rest.slice(token.text.length);
    if (token.text.trim() !== '') tokens.push(token);
  }
  return tokens;
}

function nextToken(rest: string, previous: Token | undefined): Token {
  const blank = /^\s+/.exec(rest);
  if (blank) return { kind: 'NAME', text: blank[0] };
  if ('*:;/,+'.includes(rest[0]!)) return { kind: 'OPERATOR', text: rest[0] as '*' };
  if (rest[0] === '(') return group(rest);
  if (/^[\d.]/.test(rest)) return amount(rest);
  if (rest[0] === '每') return per(rest);
  if (previous !== undefined && previous.kind !== 'NAME') {
    const follows = (length: number) => length === rest.length || /^[*:;/,+()\s\d]/.test(rest.slice(length));
    const word = WORD.exec(rest)?.[0];
    if (word !== undefined && follows(word.length))
      return { kind: 'WORD', word: canonical(word), text: word };
    const unit = UNIT.exec(rest)?.[0];
    if (unit !== undefined && isDivision(previous))
      return { kind: 'UNIT', unit: unitSpelled(unit)!.unit, text: unit };
  }
  if (rest[0] === ')') return { kind: 'BROKEN', text: ')', reason: '括号不成对' };
  const name = /^[^*:;/,+()\d.\s]+(?:\[[^\]]*\])?/.exec(rest)![0];
  return /\p{L}/u.test(name)
    ? { kind: 'NAME', text: name }
    : { kind: 'BROKEN', text: name, reason: '字符不识' };
}

function amount(rest: string): Token {
  const digits = /^[\d.]+/.exec(rest)![0];
  if (!/^\d+(\.\d+)?$/.test(digits)) {
    return { kind: 'BROKEN', text: /^[\d.]+[a-zA-Zμ%]*/.exec(rest)![0], reason: '数字不成形' };
  }
  let text = digits;
  let value = decimal(digits);
  const numeral = NUMERAL.exec(rest.slice(text.length))?.[0] ?? '';
  for (const character of numeral) value = times(value, fraction(NUMERALS[character]!));
  text += numeral;
  const after = rest.slice(text.length);
  if (after[0] === '%') return { kind: 'PERCENT', value, text: `${text}%` };
  const unit = UNIT.exec(after)?.[0];
  if (unit !== undefined) {
    return { kind: 'QUANTITY', quantity: { value, unit: unitSpelled(unit)!.unit }, text: text + unit };
  }
  const word = WORD.exec(after)?.[0];
  if (word !== undefined) return { kind: 'COUNT', count: value, word: canonical(word), text: text + word };
  const glued = /^[a-zA-Zμ]+/.exec(after)?.[0];
  if (glued !== undefined) return { kind: 'BROKEN', text: text + glued, reason: '单位不识' };
  return { kind: 'NUMBER', value, text };
}

function per(rest: string): Token {
  const match = PER.exec(rest)!;
  if (match[2] === undefined && (match[1] !== undefined || match[0] === '每')) {
    return { kind: 'BROKEN', text: match[0], reason: '“每”所指的单位不识' };
  }
  if (match[1] !== undefined && BigInt(match[1]) === 0n) {
    return { kind: 'BROKEN', text: match[0], reason: '“每”后的数量为零' };
  }
  const basis = BASIS_WORDS.find(([word]) => match[0].endsWith(word))?.[1] ?? 'STATED';
  const count = fraction(BigInt(match[1] ?? '1'));
  return { kind: 'PER', count, word: canonical(match[2] ?? ''), basis, text: match[0] };
}

function group(rest: string): Token {
  let depth = 0;
  for (let index = 0; index < rest.length; index += 1) {
    if (rest[index] === '(') depth += 1;
    if (rest[index] === ')') depth -= 1;
    if (depth === 0)
      return { kind: 'GROUP', tokens: tokenise(rest.slice(1, index)), text: rest.slice(0, index + 1) };
  }
  return { kind: 'BROKEN', text: rest, reason: '括号不成对' };
}

function isDivision(token: Token): boolean {
  return token.kind === 'OPERATOR' && token.text === '/';
}

function canonical(word: string): string {
  return WORD_SYNONYMS[word] ?? word.toLowerCase();
}
