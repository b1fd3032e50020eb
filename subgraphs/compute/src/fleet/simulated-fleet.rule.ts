import type { GpuReading } from '../telemetry/telemetry.terms.ts';
import {
  CARD_CLASSES,
  LOAD_BY_HOUR,
  USUAL_CARD,
  WEEKEND_LOAD,
  type SimulatedCard,
} from './simulated-fleet.terms.ts';

/**
 * What every card of a simulated fleet says at an instant: a pure function of the seed and the instant.
 *
 * Utilisation follows the hour of the day (Asia/Shanghai) with each card's own share and a slow and a quick
 * wave; memory, power, clock and temperature follow from the utilisation. Invented figures, so whoever shows
 * them says SIMULATED.
 */
export function simulateFleet(fleet: readonly SimulatedCard[], seed: number, at: Date): GpuReading[] {
  return fleet.map(card => simulateCard(card, hash(seed, ...characters(card.uuid)), at.getTime()));
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SHANGHAI_OFFSET = 8 * HOUR;

function simulateCard(card: SimulatedCard, nature: number, at: number): GpuReading {
  const { idleWatts, limitWatts, topClockMhz } = CARD_CLASSES[card.model] ?? USUAL_CARD;
  const load = loadOf(nature, at);
  // Heat follows the load of the last minutes, not of this second.
  const warmth = (load + loadOf(nature, at - MINUTE) + loadOf(nature, at - 2 * MINUTE)) / 3;
  const memoryUsed = Math.round(card.memoryMib * (0.12 + 0.1 * unit(nature, 1) + 0.7 * load));
  return {
    host: card.host,
    index: card.index,
    uuid: card.uuid,
    model: card.model,
    measures: {
      utilisation: Math.round(load * 100),
      memoryUsedMib: memoryUsed,
      memoryFreeMib: card.memoryMib - memoryUsed,
      powerWatts: Math.round((idleWatts + (limitWatts - idleWatts) * load) * 10) / 10,
      temperatureCelsius: Math.round(31 + 4 * unit(nature, 2) + 43 * warmth),
      smClockMhz: Math.round(topClockMhz * (load < 0.02 ? 0.15 : 0.7 + 0.3 * load)),
      xidError: 0,
    },
  };
}

/** Between 0 (idle) and 1. */
function loadOf(nature: number, at: number): number {
  const share = 0.75 + 0.5 * unit(nature, 3);
  const slow = wave(nature, at, 10 * MINUTE) - 0.5;
  const quick = wave(nature + 1, at, 20_000) - 0.5;
  const load = dayLoad(at) * share * (1 + 0.5 * slow) + 0.12 * quick;
  return Math.min(1, Math.max(0, load));
}

/** The load that the hour brings, going evenly from hour to hour. */
function dayLoad(at: number): number {
  const local = at + SHANGHAI_OFFSET;
  const hour = Math.floor(local / HOUR);
  return between(loadOfHour(hour), loadOfHour(hour + 1), local / HOUR - hour);
}

function loadOfHour(hour: number): number {
  const weekday = new Date(hour * HOUR).getUTCDay();
  const weekend = weekday === 0 || weekday === 6 ? WEEKEND_LOAD : 1;
  return LOAD_BY_HOUR[((hour % 24) + 24) % 24]! * weekend;
}

/** A smooth wave between 0 and 1 with a new height every period. */
function wave(nature: number, at: number, period: number): number {
  const step = Math.floor(at / period);
  const part = at / period - step;
  return between(unit(nature, step), unit(nature, step + 1), part * part * (3 - 2 * part));
}

function between(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}

/** A number in [0, 1) that belongs to a card and a step. */
function unit(nature: number, step: number): number {
  return hash(nature, step) / 2 ** 32;
}

function characters(text: string): number[] {
  return Array.from(text, character => character.charCodeAt(0));
}

/** Mixes numbers into 32 bits (the finaliser of MurmurHash3, public domain). */
function hash(...numbers: readonly number[]): number {
  let mixed = 0x811c9dc5;
  for (const number of numbers) {
    mixed = Math.imul(mixed ^ (number | 0), 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return mixed >>> 0;
}
