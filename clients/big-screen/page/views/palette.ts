/**
 * Colours that stay apart for every kind of colour vision, on a dark ground.
 * Source: Okabe and Ito, “Color Universal Design” (2008), lightened; cividis by Nuñez, Anderton and Renslow (2018).
 */
export const SERIES = ['#5ab4f0', '#f0a830', '#2fc4a0', '#d98cb8', '#f2e45c', '#e8703a'] as const;

export const INK = { text: '#e9eff8', quiet: '#a3b3cb', line: '#26354f', ground: '#0f1a2e' } as const;

const CIVIDIS = [
  [18, 53, 112],
  [59, 82, 110],
  [98, 105, 112],
  [139, 129, 119],
  [184, 165, 104],
  [222, 201, 81],
  [253, 231, 55],
] as const;

/** The colour of a value from 0 to 1, from dark blue to bright yellow; brightness alone tells it too. */
export function heatColour(value: number): string {
  return css(mixed(CIVIDIS, value));
}

const BLUES = [
  [22, 44, 82],
  [30, 72, 124],
  [46, 108, 168],
  [84, 152, 210],
  [150, 204, 242],
] as const;

/** The colour of an amount from 0 to 1, from the ground to light blue, and of the text that is read on it. */
export function amountColours(value: number): { backgroundColor: string; color: string } {
  const colour = mixed(BLUES, value);
  return { backgroundColor: css(colour), color: luminance(colour) > EVEN_LUMINANCE ? '#000' : '#fff' };
}

function mixed(scale: readonly (readonly number[])[], value: number): number[] {
  const place = Math.min(1, Math.max(0, value)) * (scale.length - 1);
  const below = scale[Math.floor(place)]!;
  const above = scale[Math.ceil(place)]!;
  return below.map((part, index) => Math.round(part + (above[index]! - part) * (place % 1)));
}

function css(colour: readonly number[]): string {
  return `rgb(${colour.join(' ')})`;
}

/** Where black and white are read equally well. Source: WCAG 2.2, contrast ratio. */
const EVEN_LUMINANCE = 0.179;

/** Source: WCAG 2.2, relative luminance. */
function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map(part => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
