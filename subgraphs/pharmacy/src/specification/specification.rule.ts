import type { DoseFormTerm } from '../dose-form/dose-form.terms.ts';
import {
  compare,
  equal,
  fraction,
  over,
  plus,
  quotient,
  times,
  type Fraction,
  type Quantity,
} from '../quantity/quantity.rule.ts';
import { normalise } from './specification-tokens.rule.ts';
import type { Basis } from './specification-tokens.rule.ts';
import { gather, type Gathered, type Operand } from './specification-parts.rule.ts';
import {
  CONTAINER_WORDS,
  DISCRETE_WORDS,
  DOSE_WORDS,
  SHORTHAND_WORDS,
  TABLET_OR_CAPSULE,
} from './specification.terms.ts';

/** How much of one ingredient is in one smallest unit, or in `per` of it (60 mg per 1 ml). */
export interface Strength {
  /** Null where the specification does not name it. */
  readonly ingredient: string | null;
  readonly amount: Quantity;
  /** Null: per smallest unit. */
  readonly per: Quantity | null;
  readonly basis: Basis;
}

/** So many of a unit at one level of the pack; the first level counts the smallest units. */
export interface PackLevel {
  readonly count: number;
  /** Null where the specification does not name it (`25mg*20/盒`). */
  readonly unit: string | null;
}

/** A piece of a specification that was not understood, and why. */
export interface SpecificationProblem {
  readonly part: string;
  readonly reason: string;
}

export interface Specification {
  readonly text: string;
  readonly strengths: readonly Strength[];
  /** Volume or weight of what one smallest unit holds; null where a unit is not filled or it is not stated. */
  readonly fill: Quantity | null;
  /** Innermost first; empty where the pack is one container and nothing is counted. */
  readonly levels: readonly PackLevel[];
  /** The smallest unit: 片, 粒, 支, 袋; null where neither the specification nor the dose form names it. */
  readonly unit: string | null;
  /** How many smallest units a retail pack holds; null where that is not stated. */
  readonly unitCount: number | null;
  /** Understood, but neither amount nor count: 无糖型, 薄膜衣片, 附1个吸入器. */
  readonly remarks: readonly string[];
  readonly problems: readonly SpecificationProblem[];
}

const LONGEST_TEXT = 300;
const MOST_UNITS = 1_000_000n;
const DISCRETE = new Set<string>([...DISCRETE_WORDS, ...SHORTHAND_WORDS, TABLET_OR_CAPSULE]);
const CONTAINERS = new Set<string>(CONTAINER_WORDS);
const DOSES = new Set<string>(DOSE_WORDS);

/**
 * What a drug specification says: content of a unit, fill, counts per level of the pack and their product.
 * A piece that is not understood, or can be read in two ways, becomes a problem and is left out, never guessed;
 * the dose form (null: not known) decides what the text alone leaves open, such as `15mg/15g` of a cream.
 * Amounts are exact. Source: 药品注册管理 规格 writing in 中国药典 2020年版 四部 and the drug code database of the
 * national medical insurance; shorthand s and # as hospitals write it.
 */
export function readSpecification(text: string, form: DoseFormTerm | null = null): Specification {
  if (text.length > LONGEST_TEXT) return unread(text, '规格过长');
  const gathered = gather(normalise(text));
  const problems: SpecificationProblem[] = [...gathered.problems];
  const pack = readPack(gathered, form, problems);
  const content = readContent(gathered, pack.discrete, form, problems);
  if (gathered.operands.length === 0 && gathered.counts.length === 0 && problems.length === 0) {
    problems.push({ part: text, reason: '未见含量、装量或数量' });
  }
  const unitCount = pack.unitCount ?? (impliesOneContainer(pack.unit, content.fill, form) ? 1 : null);
  if (unitCount === null && problems.length === 0) problems.push({ part: text, reason: '未写明包装数量' });
  return {
    text,
    strengths: content.strengths,
    fill: content.fill,
    levels: pack.levels,
    unit: pack.unit,
    unitCount,
    remarks: gathered.remarks,
    problems,
  };
}

function unread(text: string, reason: string): Specification {
  const problems = [{ part: `${text.slice(0, 20)}…`, reason }];
  return { text, strengths: [], fill: null, levels: [], unit: null, unitCount: null, remarks: [], problems };
}

interface Pack {
  readonly levels: readonly PackLevel[];
  readonly unit: string | null;
  readonly unitCount: number | null;
  readonly discrete: boolean;
}

function readPack(gathered: Gathered, form: DoseFormTerm | null, problems: SpecificationProblem[]): Pack {
  const levels: PackLevel[] = [];
  let total = 1n;
  for (const [index, { count, word, text }] of gathered.counts.entries()) {
    const later = index > 0 && word !== null && (DISCRETE.has(word) || DOSES.has(word));
    if (count.denominator !== 1n || count.numerator === 0n) {
      problems.push({ part: text, reason: '数量不是正整数' });
    } else if (later) {
      problems.push({ part: text, reason: '最小单位应写在最前' });
    } else {
      total *= count.numerator;
      levels.push({ count: Number(count.numerator), unit: nameOf(word, form) });
      continue;
    }
    return { levels: [], unit: null, unitCount: null, discrete: false };
  }
  if (total > MOST_UNITS) {
    problems.push({ part: gathered.counts.map(entry => entry.text).join('*'), reason: '数量过大' });
    return { levels: [], unit: null, unitCount: null, discrete: false };
  }
  const counted = levels[0];
  const stated = gathered.container ?? gathered.operands.find(operand => operand.word !== null)?.word ?? null;
  const unit = counted ? (counted.unit ?? form?.unit ?? null) : nameOf(stated, form);
  const one = stated !== null && !DOSES.has(stated) ? 1 : null;
  return {
    levels,
    unit,
    unitCount: counted ? Number(total) : one,
    discrete: unit === null ? form?.kind === 'DISCRETE' : DISCRETE.has(unit) || DOSES.has(unit),
  };
}

function readContent(
  gathered: Gathered,
  discrete: boolean,
  form: DoseFormTerm | null,
  problems: SpecificationProblem[],
): { strengths: readonly Strength[]; fill: Quantity | null } {
  const { operands } = gathered;
  const concentrations = operands.filter(operand => operand.percent !== null || operand.per !== null);
  const amounts = operands.filter(operand => operand.percent === null && operand.per === null);
  const volumes = amounts.filter(operand => familyOf(operand) === 'VOLUME');
  const others = amounts.filter(operand => familyOf(operand) !== 'VOLUME');

  if (volumes.length > 0) {
    const fill = agreed(volumes, problems);
    return {
      fill,
      strengths: [...others.map(contained), ...concentrated(concentrations, fill, others, problems)],
    };
  }
  const split = splitMasses(others, concentrations, discrete, form, gathered.text, problems);
  return {
    fill: split.fill,
    strengths: [...split.strengths, ...concentrated(concentrations, split.fill, split.contents, problems)],
  };
}

interface Masses {
  readonly fill: Quantity | null;
  readonly strengths: readonly Strength[];
  /** The operands among the strengths that are contents of the fill. */
  readonly contents: readonly Operand[];
}

/** Decides which of several masses is what the container holds and which are its contents. */
function splitMasses(
  operands: readonly Operand[],
  concentrations: readonly Operand[],
  discrete: boolean,
  form: DoseFormTerm | null,
  text: string,
  problems: SpecificationProblem[],
): Masses {
  const outer = operands.filter(operand => !operand.inner);
  const inner = operands.filter(operand => operand.inner);
  const filled = form?.kind === 'SEMISOLID' || form?.kind === 'LIQUID';
  if (inner.length > 0 && outer.length === 1) {
    return { fill: outer[0]!.quantity, strengths: inner.map(contained), contents: inner };
  }
  if (outer.length === 1) {
    const only = outer[0]!;
    const holds = !discrete && only.ingredient === null && (filled || concentrations.length > 0);
    return holds
      ? { fill: only.quantity, strengths: [], contents: [] }
      : { fill: null, strengths: [stated(only)], contents: [] };
  }
  if (outer.length === 0) return { fill: null, strengths: [], contents: [] };
  if (discrete || outer.every(operand => operand.ingredient !== null)) {
    return { fill: null, strengths: outer.map(contained), contents: outer };
  }
  const masses = outer.filter(operand => familyOf(operand) === 'MASS');
  const largest = masses.reduce<Operand | null>((a, b) => (a && !isLarger(b, a) ? a : b), null);
  const contents = outer.filter(operand => operand !== largest && !sameAs(operand, largest));
  if (largest && filled) return { fill: largest.quantity, strengths: contents.map(contained), contents };
  const onlyFillUnnamed =
    largest?.ingredient === null && contents.every(operand => operand.ingredient !== null);
  if (largest && onlyFillUnnamed)
    return { fill: largest.quantity, strengths: contents.map(contained), contents };
  problems.push({ part: text, reason: '并列的重量可能是装量与含量，也可能是复方成分' });
  return { fill: null, strengths: [], contents: [] };
}

/** Strengths from percentages and amounts per volume or weight; a second statement of a content must agree with it. */
function concentrated(
  operands: readonly Operand[],
  fill: Quantity | null,
  contents: readonly Operand[],
  problems: SpecificationProblem[],
): Strength[] {
  const strengths = operands.map((operand): Strength => {
    const { ingredient } = operand;
    if (operand.per !== null)
      return { ingredient, amount: operand.quantity!, per: operand.per, basis: 'CONTENT' };
    const per = fill && { value: fraction(100n), unit: perUnit(fill) };
    return per === null
      ? { ingredient, amount: { value: operand.percent!, unit: '%' }, per: null, basis: 'CONTENT' }
      : { ingredient, amount: { value: operand.percent!, unit: 'g' }, per, basis: 'CONTENT' };
  });
  const content = contents.length === 1 ? contents[0]!.quantity : null;
  if (!content || !fill) return strengths;
  for (const [index, strength] of strengths.entries()) {
    const parts = strength.per && quotient(fill, strength.per);
    const share =
      parts && quotient(content, { ...strength.amount, value: times(strength.amount.value, parts) });
    if (share && !withinOnePercent(share)) {
      problems.push({ part: operands[index]!.text, reason: '与同一规格中的含量不符' });
    }
  }
  return [];
}

function agreed(volumes: readonly Operand[], problems: SpecificationProblem[]): Quantity | null {
  const [first, ...rest] = volumes;
  for (const operand of rest) {
    const share = quotient(operand.quantity!, first!.quantity!);
    if (share && !equal(share, fraction(1n))) {
      problems.push({ part: operand.text, reason: '装量前后不一' });
      return null;
    }
  }
  return first!.quantity;
}

function contained(operand: Operand): Strength {
  return { ...stated(operand), basis: operand.basis === 'STATED' ? 'CONTENT' : operand.basis };
}

function stated(operand: Operand): Strength {
  const dose = operand.word !== null && DOSES.has(operand.word) ? operand.word : null;
  return {
    ingredient: operand.ingredient,
    amount: operand.quantity!,
    per: dose === null ? null : { value: fraction(1n), unit: dose },
    basis: operand.basis,
  };
}

/** A filled form with nothing counted is sold as one container; a tablet is not sold as one tablet unless it says so. */
function impliesOneContainer(unit: string | null, fill: Quantity | null, form: DoseFormTerm | null): boolean {
  if (unit !== null && CONTAINERS.has(unit)) return true;
  if (fill !== null) return true;
  return form !== null && form.kind !== 'DISCRETE' && form.code !== 'GRANULE' && form.kind !== 'METERED';
}

function nameOf(word: string | null, form: DoseFormTerm | null): string | null {
  if (word === null || !(SHORTHAND_WORDS as readonly string[]).includes(word)) return word;
  return form?.unit ?? TABLET_OR_CAPSULE;
}

function familyOf(operand: Operand): string {
  const unit = operand.quantity?.unit ?? '';
  if (/^(L|ml|μl)$/.test(unit)) return 'VOLUME';
  return /^(kg|g|mg|μg|ng)$/.test(unit) ? 'MASS' : unit;
}

function isLarger(a: Operand, b: Operand): boolean {
  const share = quotient(a.quantity!, b.quantity!);
  return share !== null && compare(share, fraction(1n)) > 0;
}

function sameAs(a: Operand, b: Operand | null): boolean {
  const share = b && quotient(a.quantity!, b.quantity!);
  return share !== null && equal(share, fraction(1n)) && a.ingredient === null;
}

function perUnit(fill: Quantity): string {
  return /^(L|ml|μl)$/.test(fill.unit) ? 'ml' : 'g';
}

function withinOnePercent(share: Fraction): boolean {
  return (
    compare(share, over(fraction(99n), fraction(100n))) >= 0 && compare(share, fraction(101n, 100n)) <= 0
  );
}

/** What one smallest unit contains of all ingredients together; null where they are stated in different measures. */
export function totalContent(specification: Specification): Quantity | null {
  const [first, ...rest] = specification.strengths.filter(strength => strength.per === null);
  if (!first) return null;
  let total = first.amount.value;
  for (const { amount } of rest) {
    const share = quotient(amount, { value: fraction(1n), unit: first.amount.unit });
    if (share === null) return null;
    total = plus(total, share);
  }
  return { value: total, unit: first.amount.unit };
}
