/** An identifier of a person found in a text, and what stands in its place. */
interface Identifier {
  readonly kind: string;
  readonly pattern: RegExp;
}

/** Longer identifiers first: an id card number contains what looks like a phone number. */
const IDENTIFIERS: readonly Identifier[] = [
  {
    kind: '证件号',
    pattern: /(?<![\da-z])[1-9]\d{5}[\s-]?(?:18|19|20)\d{2}[\s-]?\d{4}[\s-]?\d{3}[\dx](?![\da-z])/gi,
  },
  { kind: '证件号', pattern: /(?<!\d)[1-9]\d{14}(?!\d)/g },
  { kind: '银行卡号', pattern: /(?<!\d)\d{4}(?:[\s-]?\d{4}){2,3}(?:[\s-]?\d{1,3})?(?!\d)/g },
  { kind: '电话', pattern: /(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/g },
  { kind: '电话', pattern: /(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)/g },
  { kind: '邮箱', pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g },
];

const FULL_WIDTH = /[０-９Ａ-Ｚａ-ｚ]/g;

/**
 * Takes the obvious identifiers of a person (id card, bank card, telephone, mail address) out of a question before it is
 * processed; full-width figures count as figures. Names cannot be recognised safely: the question stays sealed for them.
 */
export function withoutIdentifiers(text: string): string {
  return IDENTIFIERS.reduce(
    (rest, { kind, pattern }) => rest.replace(pattern, `〔${kind}已隐去〕`),
    text.replace(FULL_WIDTH, character => character.normalize('NFKC')),
  );
}
