/** One card of a fleet that is simulated. */
export interface SimulatedCard {
  readonly host: string;
  readonly index: number;
  readonly uuid: string;
  readonly model: string;
  readonly memoryMib: number;
}

/** What a class of card draws and how fast it runs; invented, as the class is. */
export interface CardClass {
  readonly idleWatts: number;
  readonly limitWatts: number;
  readonly topClockMhz: number;
}

export const CARD_CLASSES: Readonly<Record<string, CardClass>> = {
  'SIM-A80': { idleWatts: 60, limitWatts: 400, topClockMhz: 1_410 },
  'SIM-B48': { idleWatts: 30, limitWatts: 300, topClockMhz: 2_520 },
  'SIM-C32': { idleWatts: 25, limitWatts: 250, topClockMhz: 1_500 },
};

/** For a card whose class is not listed. */
export const USUAL_CARD: CardClass = { idleWatts: 50, limitWatts: 300, topClockMhz: 1_700 };

/**
 * The fleet that is simulated where none is registered: 11 nodes with 58 cards, the size that the monitoring of
 * the city must cover. Which cards stand in which node is invented.
 *
 * Source: Shanghai procurement of the handling-service AI subsystem, 二(三)2(6) 算力监控平台 / 配置要求
 * (≥ 11 nodes, ≥ 58 GPU modules).
 */
export const SIMULATED_FLEET: readonly SimulatedCard[] = [
  ...nodes(1, 4, 8, 'SIM-A80', 81_920),
  ...nodes(5, 5, 4, 'SIM-B48', 49_152),
  ...nodes(10, 2, 3, 'SIM-C32', 32_768),
];

/** Load of a usual card by hour of the day in Asia/Shanghai, in parts of one: handling windows are open by day. */
export const LOAD_BY_HOUR: readonly number[] = [
  0.1, 0.08, 0.06, 0.05, 0.05, 0.06, 0.1, 0.22, 0.5, 0.72, 0.8, 0.74, 0.55, 0.6, 0.78, 0.82, 0.76, 0.62, 0.42,
  0.34, 0.3, 0.24, 0.18, 0.13,
];

/** On Saturdays and Sundays the load is this part of a working day's. */
export const WEEKEND_LOAD = 0.4;

function nodes(
  from: number,
  count: number,
  cards: number,
  model: string,
  memoryMib: number,
): readonly SimulatedCard[] {
  return Array.from({ length: count * cards }, (_, place) => {
    const host = `sim-gpu-${String(from + Math.floor(place / cards)).padStart(2, '0')}`;
    const index = place % cards;
    return { host, index, uuid: `SIM-${host}-${index}`, model, memoryMib };
  });
}
