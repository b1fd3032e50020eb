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
  return mixed(CIVIDIS, value);
}

function mixed(scale: readonly (readonly number[])[], value: number): string {
  const place = Math.min(1, Math.max(0, value)) * (scale.length - 1);
  const below = scale[Math.floor(place)]!;
  const above = scale[Math.ceil(place)]!;
  const mix = place % 1;
  const parts = below.map((part, index) => Math.round(part + (above[index]! - part) * mix));
  return `rgb(${parts.join(' ')})`;
}

const BLUES = [
  [22, 44, 82],
  [30, 72, 124],
  [46, 108, 168],
  [84, 152, 210],
  [150, 204, 242],
] as const;

/** The colour of an amount from 0 to 1, from the ground to light blue; brightness alone tells it. */
export function amountColour(value: number): string {
  return mixed(BLUES, value);
}

/** Whether dark text is read better than light text on the colour of a value. */
export function isBright(value: number): boolean {
  return value > 0.7;
}
