import { readFile } from 'node:fs/promises';
import type PDFDocument from 'pdfkit';

const FONT = new URL('../../assets/noto-sans-sc.ttf', import.meta.url);
let font: Promise<Buffer> | undefined;

/** The mark that printers set in place of a character that they do not have (下駄記号, U+3013). */
export const MISSING = '〓';

type Document = InstanceType<typeof PDFDocument>;

/** What a PDFKit document says of the embedded font that it writes with, and its types do not. */
interface EmbeddedFont {
  readonly id: string;
  readonly font: { hasGlyphForCodePoint(codePoint: number): boolean };
  encode(text: string): [codes: string[], positions: { readonly advanceWidth: number }[]];
  ref(): unknown;
}

interface Glyph {
  readonly code: string;
  /** In the height of the letters. */
  readonly width: number;
  readonly missing: boolean;
}

/** Where on a line a text goes, and how. */
export interface Writing {
  readonly left: number;
  readonly right: number;
  readonly size: number;
  readonly align?: 'left' | 'centre' | 'right';
  readonly bold?: boolean;
}

/**
 * The one typeface of printed forms, embedded into a document as far as it is used. It sets characters one by one, each
 * looked up once: the digits of a form neither kern nor join, and ten thousand rows are written in a fraction of the time.
 */
export class Typeface {
  readonly #document: Document;
  readonly #font: EmbeddedFont;
  readonly #glyphs = new Map<string, Glyph>();
  #missing = 0;

  private constructor(document: Document, bytes: Buffer) {
    this.#document = document.registerFont('form', bytes).font('form');
    this.#font = (document as unknown as { readonly _font: EmbeddedFont })._font;
  }

  static async of(document: Document): Promise<Typeface> {
    font ??= readFile(FONT);
    return new Typeface(document, await font);
  }

  /** How many characters were written as `MISSING`. */
  get missing(): number {
    return this.#missing;
  }

  /** Whether the typeface has every character of a text. */
  has(text: string): boolean {
    return [...text].every(character => !this.#glyph(character).missing);
  }

  /** How wide a text is, in the height of its letters. */
  width(text: string): number {
    let width = 0;
    for (const character of text) width += this.#glyph(character).width;
    return width;
  }

  /** Writes a text into the width between two points of a line; `y` is its base line, from the top of the page. */
  write(text: string, y: number, { left, right, size, align = 'left', bold = false }: Writing): void {
    if (text === '') return;
    let codes = '';
    for (const character of text) {
      const glyph = this.#glyph(character);
      codes += glyph.code;
      if (glyph.missing) this.#missing += 1;
    }
    const spare = right - left - this.width(text) * size;
    const x = left + { left: 0, centre: spare / 2, right: spare }[align];
    const { page } = this.#document;
    page.fonts[this.#font.id] ??= this.#font.ref();
    const mode = bold ? `2 Tr ${points(size / 50)} w` : '0 Tr';
    // The page counts from the top, so that letters would stand on their heads were the text not turned back.
    this.#document.addContent(
      `BT /${this.#font.id} ${size} Tf ${mode} 1 0 0 -1 ${points(x)} ${points(y)} Tm <${codes}> Tj ET`,
    );
  }

  #glyph(character: string): Glyph {
    const known = this.#glyphs.get(character);
    if (known) return known;
    const missing = !this.#font.font.hasGlyphForCodePoint(character.codePointAt(0)!);
    const [[code], [position]] = this.#font.encode(missing ? MISSING : character);
    const glyph = { code: code!, width: position!.advanceWidth / 1000, missing };
    this.#glyphs.set(character, glyph);
    return glyph;
  }
}

function points(length: number): string {
  return String(Math.round(length * 100) / 100);
}
