import { readDcgm } from './dcgm.rule.ts';
import { DCGM_COUNTERS } from './dcgm.terms.ts';
import { parsePrometheusText } from './prometheus-text.rule.ts';

const line = (counter: string, value: string | number, labels: Record<string, string> = {}) => {
  const all = { gpu: '0', UUID: 'GPU-a', modelName: 'NVIDIA A10', Hostname: 'node-01', ...labels };
  const written = Object.entries(all).map(([name, text]) => `${name}="${text}"`);
  return `${counter}{${written.join(',')}} ${value}\n`;
};
const read = (...lines: string[]) => readDcgm(parsePrometheusText(lines.join('')).samples);

describe('a page of the DCGM exporter', () => {
  test('is one reading per card, whatever the order of its counters', () => {
    const { readings, refused } = read(
      line('DCGM_FI_DEV_GPU_UTIL', 87),
      line('DCGM_FI_DEV_GPU_UTIL', 12, { gpu: '1', UUID: 'GPU-b' }),
      line('DCGM_FI_DEV_FB_USED', 20480, { gpu: '1', UUID: 'GPU-b' }),
      line('DCGM_FI_DEV_POWER_USAGE', 141.733),
      line('DCGM_FI_DEV_GPU_TEMP', 63),
      line('DCGM_FI_DEV_XID_ERRORS', 0),
    );
    expect(refused).toEqual([]);
    expect(readings).toEqual([
      {
        host: 'node-01',
        index: 0,
        uuid: 'GPU-a',
        model: 'NVIDIA A10',
        measures: { utilisation: 87, powerWatts: 141.733, temperatureCelsius: 63, xidError: 0 },
      },
      {
        host: 'node-01',
        index: 1,
        uuid: 'GPU-b',
        model: 'NVIDIA A10',
        measures: { utilisation: 12, memoryUsedMib: 20480 },
      },
    ]);
  });

  test('counters that we do not keep are passed over', () => {
    expect(read(line('DCGM_FI_DEV_PCIE_REPLAY_COUNTER', 3), 'go_goroutines 12\n', 'constructor 1\n')).toEqual(
      {
        readings: [],
        refused: [],
      },
    );
  });

  test('a measure that the card does not state is absent, never zero', () => {
    const { readings } = read(line('DCGM_FI_DEV_GPU_UTIL', 'NaN'), line('DCGM_FI_DEV_GPU_TEMP', 40));
    expect(readings[0]!.measures).toEqual({ temperatureCelsius: 40 });
  });

  test('a MIG instance is a part of a card and is not taken for the card', () => {
    const { readings, refused } = read(
      line('DCGM_FI_DEV_FB_USED', 100),
      line('DCGM_FI_DEV_FB_USED', 40, { GPU_I_ID: '7', GPU_I_PROFILE: '1g.5gb' }),
    );
    expect(readings[0]!.measures).toEqual({ memoryUsedMib: 100 });
    expect(refused).toEqual([]);
  });

  test.each([
    ['utilisation above a hundred', line('DCGM_FI_DEV_GPU_UTIL', 101), 'IMPOSSIBLE_VALUE'],
    ['negative power', line('DCGM_FI_DEV_POWER_USAGE', -1), 'IMPOSSIBLE_VALUE'],
    ['infinite temperature', line('DCGM_FI_DEV_GPU_TEMP', '+Inf'), 'IMPOSSIBLE_VALUE'],
    ['the blank value of DCGM', line('DCGM_FI_DEV_FB_USED', '9223372036854775794'), 'IMPOSSIBLE_VALUE'],
    ['a line without a UUID', line('DCGM_FI_DEV_GPU_UTIL', 1, { UUID: '' }), 'NO_CARD'],
    ['a line without a host', line('DCGM_FI_DEV_GPU_UTIL', 1, { Hostname: '' }), 'NO_CARD'],
    ['a card number that is none', line('DCGM_FI_DEV_GPU_UTIL', 1, { gpu: 'x' }), 'NO_CARD'],
  ])('%s is named and left out', (_, bad, reason) => {
    const { readings, refused } = read(bad, line('DCGM_FI_DEV_SM_CLOCK', 1410));
    expect(refused).toEqual([{ line: 1, counter: expect.stringMatching(/^DCGM_/), reason }]);
    expect(readings).toHaveLength(1);
    expect(readings[0]!.measures).toEqual({ smClockMhz: 1410 });
  });

  test('one card in two slots, or one counter stated twice for it, is named', () => {
    const { readings, refused } = read(
      line('DCGM_FI_DEV_GPU_UTIL', 10),
      line('DCGM_FI_DEV_GPU_TEMP', 50, { gpu: '1' }),
      line('DCGM_FI_DEV_GPU_UTIL', 20, { pod: 'answering' }),
    );
    expect(refused.map(({ line: at, reason }) => [at, reason])).toEqual([
      [2, 'TWO_PLACES'],
      [3, 'STATED_TWICE'],
    ]);
    expect(readings[0]!.measures).toEqual({ utilisation: 10 });
  });

  test('every counter that we keep has a measure of its own', () => {
    const measures = Object.values(DCGM_COUNTERS);
    expect(new Set(measures).size).toBe(measures.length);
  });
});
