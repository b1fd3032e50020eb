import { DOSE_FORMS, type DoseFormTerm } from './dose-form.terms.ts';

const byEnding = DOSE_FORMS.flatMap(term => term.endings.map(ending => ({ ending, term }))).sort(
  (a, b) => b.ending.length - a.ending.length,
);
const byCode = new Map(DOSE_FORMS.map(term => [term.code, term]));

/** Forms that a name or a catalogue also writes for their particular kinds. */
const GENERAL_FORMS = new Set(['TABLET', 'CAPSULE', 'PILL', 'SOLUTION']);

/**
 * Which dose form a drug has: by the ending of its generic name, else by the stated dose form.
 * The name is asked first because catalogues write 片剂 for every tablet, while the name says 肠溶片 or 缓释片;
 * a stated form that is more particular than the name (六味地黄丸, 浓缩丸) wins.
 * Null where neither names a known form. Source: 中国药典 2020年版 四部 通则0100.
 */
export function doseFormOf(genericName: string, statedForm: string): DoseFormTerm | null {
  const named = formNamed(plain(genericName));
  const stated = plain(statedForm);
  const asStated = ending(stated) ?? ending(withoutBrackets(stated));
  if (named === null) return asStated;
  const statedIsFiner =
    asStated !== null && asStated.unit === named.unit && !GENERAL_FORMS.has(asStated.code);
  return GENERAL_FORMS.has(named.code) && statedIsFiner ? asStated : named;
}

function formNamed(name: string): DoseFormTerm | null {
  if (name.startsWith('注射用')) return byCode.get('INJECTION_POWDER') ?? null;
  if (/^吸入用.*(?:溶液|混悬液)$/.test(name)) return byCode.get('INHALATION_SOLUTION') ?? null;
  return ending(name) ?? ending(withoutBrackets(name));
}

function ending(text: string): DoseFormTerm | null {
  return byEnding.find(entry => text.endsWith(entry.ending))?.term ?? null;
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '');
}

function withoutBrackets(text: string): string {
  return text.replace(/[([][^)\]]*[)\]]$/, '');
}
