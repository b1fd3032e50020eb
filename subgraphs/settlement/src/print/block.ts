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

/** Labelled values side by side, each with its share of the width; an empty one has room for a hand. */
export function sideBySide({ face, left, right }: Frame, entries: readonly Entry[], size: number): Block {
  const HAND = 8;
  const texts = entries.map(({ label, value }) => `${label}：${value}`);
  const wants = entries.map(({ value }, at) => face.width(texts[at]!) + (value ? 1 : HAND));
  const share = (right - left) / wants.reduce((total, want) => total + want, 0);
  const ends = wants.map(
    (_, at) => left + share * wants.slice(0, at + 1).reduce((total, want) => total + want, 0),
  );
  const cells = texts.map((text, at) => {
    const room = { left: at === 0 ? left : ends[at - 1]!, right: ends[at]! };
    return { room, lines: breakLines(text, (room.right - room.left) / size - 0.5, each => face.width(each)) };
  });
  return {
    height: Math.max(0, ...cells.map(({ lines }) => lines.length)) * size * LINE,
    draw(top) {
      for (const { room, lines } of cells)
        lines.forEach((line, at) => face.write(line, baseOf(top, at, size), { ...room, size }));
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
