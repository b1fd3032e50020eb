import { breakLines, LINE } from './page-plan.rule.ts';
import type { Entry } from './printed-form.ts';
import type { Typeface, Writing } from './typeface.ts';

/** Something above or below the table, as high as it says, across the width of the page. */
export interface Block {
  readonly height: number;
  draw(top: number): void;
}

/** Where blocks go: they are as wide as the table. */
export interface Frame {
  readonly face: Typeface;
  readonly left: number;
  readonly right: number;
}

/** Lines of one text, broken to the width. */
export function paragraph(frame: Frame, text: string, style: Omit<Writing, 'left' | 'right'>): Block {
  const { face, left, right } = frame;
  const lines = breakLines(text, (right - left) / style.size, each => face.width(each));
  return {
    height: lines.length * style.size * LINE,
    draw: top =>
      lines.forEach((line, at) => face.write(line, baseOf(top, at, style.size), { left, right, ...style })),
  };
}

/** Room for a name that is written by hand, in the height of letters. */
const HAND = 8;

/** Labelled values side by side, as many on a line as fit; an empty one has room for a hand. */
export function sideBySide(frame: Frame, entries: readonly Entry[], size: number): Block {
  const { face, left, right } = frame;
  const lines: Wanting[][] = [[]];
  let room = (right - left) / size;
  for (const { label, value } of entries) {
    const text = `${label}：${value}`;
    const width = face.width(text) + (value ? 1 : HAND);
    if (width > room && lines.at(-1)!.length > 0) {
      lines.push([]);
      room = (right - left) / size;
    }
    lines.at(-1)!.push({ text, width });
    room -= width;
  }
  const blocks = lines.map(line => shared(frame, line, size));
  return { height: heightOf(blocks), draw: top => void drawAll(blocks, top) };
}

/** A text and how wide it would be, in the height of letters. */
interface Wanting {
  readonly text: string;
  readonly width: number;
}

/** Texts that share a line, evenly if that is enough for each, else by what they want; what wants more than a line is broken. */
function shared({ face, left, right }: Frame, texts: readonly Wanting[], size: number): Block {
  const line = right - left;
  const even = line / texts.length;
  const enough = texts.every(({ width }) => width * size <= even);
  const wanted = texts.reduce((total, { width }) => total + width, 0);
  let end = left;
  const cells = texts.map(({ text, width }) => {
    const share = enough ? even : (line * width) / wanted;
    const start = end;
    end += share;
    const lines = breakLines(text, share / size, each => face.width(each));
    return { room: { left: start, right: end, size }, lines };
  });
  return {
    height: Math.max(...cells.map(({ lines }) => lines.length)) * size * LINE,
    draw(top) {
      for (const { room, lines } of cells)
        lines.forEach((line, at) => face.write(line, baseOf(top, at, size), room));
    },
  };
}

/** Room that stays empty. */
export function space(height: number): Block {
  return { height, draw: () => undefined };
}

export function heightOf(blocks: readonly Block[]): number {
  return blocks.reduce((total, { height }) => total + height, 0);
}

/** Draws blocks one below the other; where they end. */
export function drawAll(blocks: readonly Block[], top: number): number {
  return blocks.reduce((y, block) => {
    block.draw(y);
    return y + block.height;
  }, top);
}

/** The base line of a line of text. */
export function baseOf(top: number, line: number, size: number): number {
  return top + (line * LINE + 1.03) * size;
}
