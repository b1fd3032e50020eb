/** Seeded randomness (mulberry32). Each part of the world throws its own dice, so that a change in one leaves the others. */
export class Dice {
  private state: number;

  constructor(seed: number, part: string) {
    this.state = hash(`${seed}/${part}`);
  }

  /** A whole number of 32 bits. */
  bits(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** A whole number between both bounds, bounds included. */
  between(low: number, high: number): number {
    return low + (this.bits() % (high - low + 1));
  }

  /** True in so many of a hundred throws. */
  chance(percent: number): boolean {
    return this.bits() % 100 < percent;
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('nothing to pick from');
    return choices[this.bits() % choices.length]!;
  }

  /** Picks a key by its weight. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let rest = this.bits() % entries.reduce((total, [, weight]) => total + weight, 0);
    for (const [key, weight] of entries) {
      rest -= weight;
      if (rest < 0) return key;
    }
    return entries[0]![0];
  }

  /** So many different choices, fewer where there are not enough. */
  sample<T>(choices: readonly T[], count: number): T[] {
    const pool = [...choices];
    const taken: T[] = [];
    while (taken.length < count && pool.length > 0) {
      taken.push(pool.splice(this.bits() % pool.length, 1)[0]!);
    }
    return taken;
  }
}

/** FNV-1a with a final avalanche. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
