import {
  fraction,
  over,
  quotient,
  sameFamily,
  unitTerm,
  type Fraction,
  type Quantity,
} from '../quantity/quantity.rule.ts';
import { tokenise, type Basis, type Token } from './specification-tokens.rule.ts';
import { DOSE_WORDS, REMARK_BEGINNINGS } from './specification.terms.ts';

/** An amount, a percentage or an amount per volume or weight, with what stands beside it. */
export interface Operand {
  readonly quantity: Quantity | null;
  readonly percent: Fraction | null;
  ingredient: string | null;
  /** Set for a concentration: so much per this. */
  per: Quantity | null;
  /** The unit that it is the amount of: the 粒 of `0.25g/粒`. */
  word: string | null;
  basis: Basis;
  /** Stood in brackets after another amount: a content of it. */
  inner: boolean;
  readonly text: string;
}

export interface Counted {
  readonly count: Fraction;
  readonly word: string | null;
  readonly text: string;
}

/** A specification taken apart, before it is decided what is fill and what is content. */
export interface Gathered {
  readonly text: string;
  readonly operands: readonly Operand[];
  /** Innermost first. */
  readonly counts: readonly Counted[];
  /** The container that holds an amount without a count: the 瓶 of `100ml/瓶`. */
  readonly container: string | null;
  readonly remarks: readonly string[];
  readonly problems: readonly { readonly part: string; readonly reason: string }[];
}

/** Takes a normalised specification apart into amounts, counts, remarks and what it cannot place. */
export function gather(text: string): Gathered {
  const gatherer = new Gatherer(text);
  const tokens = tokenise(text);
  if (isKit(tokens)) return { ...gatherer.result(), problems: [{ part: text, reason: '组合包装未能解析' }] };
  for (const factor of factors(tokens)) gatherer.factor(factor);
  return gatherer.result();
}

/** `125mg*1粒+80mg*2粒`: two packs in one, which no single strength and count describes. */
function isKit(tokens: readonly Token[]): boolean {
  const counted = tokens.findIndex(({ kind }) => kind === 'COUNT');
  return counted >= 0 && tokens.slice(counted).some(({ kind, text }) => kind === 'OPERATOR' && text === '+');
}

/** Splits at `*`, and where a count follows an amount without one: `50mg12粒`, `每10丸重1g,360丸`. */
function factors(tokens: readonly Token[]): Token[][] {
  const split: Token[][] = [[]];
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1];
    const current = split.at(-1)!;
    const measured = current.some(
      ({ kind }) => kind === 'QUANTITY' || kind === 'PERCENT' || kind === 'GROUP',
    );
    const apart = previous?.kind !== 'OPERATOR' || previous.text === ',';
    if (token.kind === 'OPERATOR' && token.text === '*') split.push([]);
    else if (token.kind === 'COUNT' && measured && apart) split.push([token]);
    else current.push(token);
  }
  return split.filter(factor => factor.length > 0);
}

class Gatherer {
  private readonly operands: Operand[] = [];
  private readonly counts: Counted[] = [];
  private readonly remarks: string[] = [];
  private readonly problems: { part: string; reason: string }[] = [];
  private container: string | null = null;
  private name: string | null = null;
  private per: Extract<Token, { kind: 'PER' }> | null = null;
  private index = -1;

  constructor(private readonly text: string) {}

  result(): Gathered {
    const { text, operands, counts, container, remarks, problems } = this;
    return { text, operands, counts, container, remarks, problems };
  }

  factor(tokens: readonly Token[]): void {
    this.index += 1;
    const before = this.operands.length;
    this.read(tokens);
    this.endName();
    if (this.index > 0 && before > 0 && this.operands.length > before) this.joinLater(before, tokens);
  }

  private read(tokens: readonly Token[]): void {
    for (const [index, token] of tokens.entries()) {
      const previous = tokens[index - 1];
      if (token.kind === 'OPERATOR') this.operator(token.text);
      else if (token.kind === 'NAME') this.name = `${this.name ?? ''}${token.text}`;
      else if (token.kind === 'BROKEN') this.refuse(token.text, token.reason);
      else if (token.kind === 'PER') this.per = token;
      else if (token.kind === 'QUANTITY' || token.kind === 'PERCENT') this.amount(token);
      else if (token.kind === 'UNIT') this.concentration(token);
      else if (token.kind === 'WORD') this.word(token.word);
      else if (token.kind === 'COUNT') this.count(token);
      else if (token.kind === 'NUMBER') this.number(token, tokens[index + 1]);
      else this.group(token, tokens.slice(0, index), previous);
    }
  }

  private operator(text: string): void {
    if (text !== '/') this.endName();
  }

  private amount(token: Extract<Token, { kind: 'QUANTITY' | 'PERCENT' }>): void {
    if (token.kind === 'QUANTITY' && isRemarkUnit(token.quantity.unit)) {
      this.remarks.push(token.text);
      return;
    }
    const { per } = this;
    const quantity =
      token.kind === 'PERCENT'
        ? null
        : per === null
          ? token.quantity
          : { ...token.quantity, value: over(token.quantity.value, per.count) };
    this.operands.push({
      quantity,
      percent: token.kind === 'PERCENT' ? token.value : null,
      ingredient: this.name,
      per: null,
      word: per?.word || null,
      basis: per?.basis ?? 'STATED',
      inner: false,
      text: token.text,
    });
    this.name = null;
  }

  private concentration(token: Extract<Token, { kind: 'UNIT' }>): void {
    const operand = this.operands.at(-1);
    if (isRemarkUnit(token.unit)) return;
    if (!operand?.quantity) this.refuse(token.text, '单位前没有含量');
    else operand.per = { value: fraction(1n), unit: token.unit };
  }

  private word(word: string): void {
    const operand = this.operands.at(-1);
    if (this.counts.length === 0 && operand && operand.word === null) operand.word = word;
    if (!(DOSE_WORDS as readonly string[]).includes(word)) this.container ??= word;
  }

  private count(token: Extract<Token, { kind: 'COUNT' }>): void {
    if (this.name !== null) {
      this.remarks.push(`${this.name}${token.text}`);
      this.name = null;
      return;
    }
    this.counts.push({ count: token.count, word: token.word, text: token.text });
  }

  private number(token: Extract<Token, { kind: 'NUMBER' }>, next: Token | undefined): void {
    if (next?.kind === 'NAME') this.name = token.text;
    else if (this.index > 0) this.counts.push({ count: token.value, word: null, text: token.text });
    else this.refuse(token.text, '数字没有单位');
  }

  private group(
    token: Extract<Token, { kind: 'GROUP' }>,
    before: readonly Token[],
    previous: Token | undefined,
  ): void {
    const inner = token.tokens;
    const first = inner[0];
    const content = token.text.slice(1, -1);
    const measured = inner.some(({ kind }) => kind === 'QUANTITY' || kind === 'PERCENT');
    const counted = inner.find(({ kind }) => kind === 'COUNT');
    const remark =
      REMARK_BEGINNINGS.some(beginning => content.startsWith(beginning)) || content.includes('计');
    if (remark || (!measured && !counted)) this.remarks.push(content);
    else if (!measured) this.countsInBrackets(inner, counted as Extract<Token, { kind: 'COUNT' }>, first);
    else if (this.name !== null && previous?.kind === 'NAME') this.named(inner, content);
    else if (!before.some(({ kind }) => kind === 'QUANTITY')) this.read(inner);
    else this.contents(inner);
  }

  /** `52.5g(210丸)` counts; `10ml:5mg(100揿)` only remarks how often a bottle sprays. */
  private countsInBrackets(
    inner: readonly Token[],
    counted: Extract<Token, { kind: 'COUNT' }>,
    first: Token | undefined,
  ): void {
    const dose = (DOSE_WORDS as readonly string[]).includes(counted.word);
    const perDose = this.operands.at(-1)?.word === counted.word;
    if (first === counted && (!dose || perDose)) this.read(inner);
    else this.remarks.push(inner.map(token => token.text).join(''));
  }

  /** `三氯生(1%)`: the brackets hold the amount of what is named before them; `2号(18.6ml)` is a size with its fill. */
  private named(inner: readonly Token[], content: string): void {
    if (/^\d/.test(this.name!)) {
      this.remarks.push(this.name!);
      this.name = null;
    }
    const single = inner.length === 1 || this.name === null;
    if (single) this.read(inner);
    else this.refuse(content, '括号内的成分未能解析');
  }

  /** Amounts in brackets after an amount: its concentration, its contents, or the same in another measure. */
  private contents(inner: readonly Token[]): void {
    const outer = this.operands.at(-1)!;
    const start = this.operands.length;
    this.read(inner);
    this.endName();
    const added = this.operands.slice(start);
    const [first, ...rest] = added;
    if (!first || added.every(operand => operand.percent !== null || operand.per !== null)) return;
    const outerQuantity = outer.quantity;
    if (
      outerQuantity &&
      first.quantity &&
      rest.length > 0 &&
      sameFamily(outerQuantity.unit, first.quantity.unit)
    ) {
      const whole = quotient(first.quantity, { value: fraction(1n), unit: first.quantity.unit });
      const round = whole?.denominator === 1n && [1n, 10n, 100n, 1000n].includes(whole.numerator);
      const volume = unitTerm(first.quantity.unit)?.family === 'VOLUME';
      if (
        volume ||
        (round &&
          rest.every(operand => unitTerm(operand.quantity?.unit ?? '')?.unit !== first.quantity!.unit))
      ) {
        this.operands.splice(start, 1);
        for (const operand of rest) operand.per = first.quantity;
        return;
      }
    }
    const biological =
      outerQuantity && unitTerm(outerQuantity.unit)?.family !== 'MASS' && !isVolume(outerQuantity);
    if (biological && rest.length === 0) {
      this.operands.splice(start, 1);
      this.remarks.push(first.text);
      return;
    }
    for (const operand of added) operand.inner = true;
  }

  /** An amount after a `*`: what a concentration fills, the weight of all pills together, or not understood. */
  private joinLater(before: number, tokens: readonly Token[]): void {
    const earlier = this.operands.slice(0, before);
    const [later, ...more] = this.operands.slice(before);
    const text = tokens.map(token => token.text).join('');
    const quantity = later!.quantity;
    if (more.length > 0 || quantity === null) {
      this.drop(text);
    } else if (earlier.every(operand => operand.percent !== null || operand.per !== null)) {
      return;
    } else if (this.per !== null && earlier.length === 1) {
      this.operands.length = before;
      this.remarks.push(later!.text);
    } else if (
      earlier[0]!.quantity &&
      sameFamily(earlier[0]!.quantity.unit, quantity.unit) &&
      earlier.length > 1
    ) {
      const [basis, ...contents] = earlier;
      for (const operand of contents) operand.per = basis!.quantity;
      this.operands.splice(0, 1);
    } else {
      this.drop(text);
    }
  }

  private drop(text: string): void {
    this.operands.length = 0;
    this.refuse(text, '乘号后的重量或容量未能解析');
  }

  private refuse(part: string, reason: string): void {
    this.problems.push({ part, reason });
  }

  /** A name that no amount follows belongs to the amount before it, or only remarks. */
  private endName(): void {
    if (this.name === null) return;
    this.remarks.push(this.name);
    this.name = null;
  }
}

function isVolume(quantity: Quantity): boolean {
  return unitTerm(quantity.unit)?.family === 'VOLUME';
}

/** Sizes of patches and the energy of feeds describe a product without measuring its content. */
function isRemarkUnit(unit: string): boolean {
  const family = unitTerm(unit)?.family;
  return family === 'LENGTH' || family === 'ENERGY';
}
