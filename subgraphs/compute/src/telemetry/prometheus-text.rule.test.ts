import fc from 'fast-check';
import { parsePrometheusText, type MalformedReason } from './prometheus-text.rule.ts';

/** One line as the DCGM exporter 3.x and 4.x prints it. */
const DCGM_LINE =
  'DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-1c4f",pci_bus_id="00000000:18:00.0",device="nvidia0",' +
  'modelName="NVIDIA A10",Hostname="node-01",DCGM_FI_DRIVER_VERSION="535.129.03"} 87';

describe('the Prometheus text exposition', () => {
  test('a line of the DCGM exporter is a name, its labels and a value', () => {
    const page = parsePrometheusText(
      [
        '# HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).',
        '# TYPE DCGM_FI_DEV_GPU_UTIL gauge',
        DCGM_LINE,
        '',
      ].join('\n'),
    );
    expect(page.malformed).toEqual([]);
    expect(page.families.get('DCGM_FI_DEV_GPU_UTIL')).toEqual({
      type: 'gauge',
      help: 'GPU utilization (in %).',
    });
    expect(page.samples).toHaveLength(1);
    expect(page.samples[0]).toMatchObject({ line: 3, name: 'DCGM_FI_DEV_GPU_UTIL', value: 87 });
    expect({ ...page.samples[0]!.labels }).toEqual({
      gpu: '0',
      UUID: 'GPU-1c4f',
      pci_bus_id: '00000000:18:00.0',
      device: 'nvidia0',
      modelName: 'NVIDIA A10',
      Hostname: 'node-01',
      DCGM_FI_DRIVER_VERSION: '535.129.03',
    });
  });

  test.each([
    ['power 68.214', 68.214],
    ['energy 3.2e+09', 3.2e9],
    ['offset -.5', -0.5],
    ['ratio +1.', 1],
    ['up NaN', NaN],
    ['up +Inf', Infinity],
    ['up -Inf', -Infinity],
    ['up inf', Infinity],
  ])('%s has the value %d', (line, value) => {
    expect(parsePrometheusText(`${line}\n`).samples[0]!.value).toBe(value);
  });

  test('a timestamp is milliseconds and may be negative', () => {
    const page = parsePrometheusText('a 1 1395066363000\nb 2 -3982045\n');
    expect(page.samples.map(sample => sample.timestamp)).toEqual([1395066363000, -3982045]);
  });

  test('blanks and tabs separate, a comma may end the labels, and the braces may be empty', () => {
    const page = parsePrometheusText('  a\t{ x = "1" , y="2", }\t3 \nb{} 4\n');
    expect(page.malformed).toEqual([]);
    expect(page.samples.map(sample => [sample.name, { ...sample.labels }, sample.value])).toEqual([
      ['a', { x: '1', y: '2' }, 3],
      ['b', {}, 4],
    ]);
  });

  test('escapes of a label value and of a help text are undone', () => {
    const page = parsePrometheusText('# HELP a two\\nlines \\\\ one\na{path="C:\\\\DIR\\n\\"x\\""} 1\n');
    expect(page.families.get('a')!.help).toBe('two\nlines \\ one');
    expect(page.samples[0]!.labels['path']).toBe('C:\\DIR\n"x"');
  });

  test('a comment that is neither HELP nor TYPE says nothing', () => {
    expect(parsePrometheusText('# anything {at all\n#\n#HELPLESS\n\n')).toMatchObject({
      samples: [],
      malformed: [],
    });
  });

  test.each<[string, MalformedReason]>([
    ['9lives 1', 'BAD_NAME'],
    ['{a="1"} 1', 'BAD_NAME'],
    ['a-b 1', 'BAD_NAME'],
    ['a{b} 1', 'BAD_LABELS'],
    ['a{b=1} 1', 'BAD_LABELS'],
    ['a{b="1" c="2"} 1', 'BAD_LABELS'],
    ['a{b="1', 'BAD_LABELS'],
    ['a{b="1"', 'BAD_LABELS'],
    ['a{,} 1', 'BAD_LABELS'],
    ['a{b="\\t"} 1', 'BAD_ESCAPE'],
    ['a{b="1",b="2"} 1', 'DUPLICATE_LABEL'],
    ['a', 'BAD_VALUE'],
    ['a{b="1"}', 'BAD_VALUE'],
    ['a 12,5', 'BAD_VALUE'],
    ['a 0x10', 'BAD_VALUE'],
    ['a 1_000', 'BAD_VALUE'],
    ['a ERROR', 'BAD_VALUE'],
    ['a 1\r', 'BAD_VALUE'],
    ['a 1 12.5', 'BAD_TIMESTAMP'],
    ['a 1 2 3', 'TRAILING_TEXT'],
    ['# TYPE a meter', 'BAD_TYPE'],
    ['# TYPE 9a gauge', 'BAD_NAME'],
  ])('%j is named %s and gives no sample, while its neighbours count', (line, reason) => {
    const page = parsePrometheusText(`before 1\n${line}\nafter 2\n`);
    expect(page.malformed).toEqual([{ line: 2, reason }]);
    expect(page.samples.map(sample => sample.name)).toEqual(['before', 'after']);
  });

  test('a page cut in the middle of a line does not count that line', () => {
    const page = parsePrometheusText('power 120\npower_limit 4');
    expect(page.samples.map(sample => sample.name)).toEqual(['power']);
    expect(page.malformed).toEqual([{ line: 2, reason: 'UNENDED_LINE' }]);
  });

  test('the same series twice counts once, in whatever order its labels stand', () => {
    const page = parsePrometheusText('a{x="1",y="2"} 1\na{y="2",x="1"} 5\n');
    expect(page.samples.map(sample => sample.value)).toEqual([1]);
    expect(page.malformed).toEqual([{ line: 2, reason: 'DUPLICATE_SERIES' }]);
  });

  test('a metric has one TYPE, before its samples, and one HELP', () => {
    const page = parsePrometheusText(
      '# TYPE a gauge\n# TYPE a counter\nb 1\n# TYPE b gauge\n# HELP a x\n# HELP a y\n',
    );
    expect(page.malformed).toEqual([
      { line: 2, reason: 'SECOND_TYPE' },
      { line: 4, reason: 'TYPE_AFTER_SAMPLE' },
      { line: 6, reason: 'SECOND_HELP' },
    ]);
    expect(page.families.get('a')).toEqual({ type: 'gauge', help: 'x' });
  });

  test('a label named like a property of every object is a label', () => {
    const page = parsePrometheusText('a{constructor="1",__proto__="2"} 3\n');
    expect(page.malformed).toEqual([]);
    expect(page.samples[0]!.labels['__proto__']).toBe('2');
  });

  test('any label value that is written with its escapes is read back', () => {
    const escape = (text: string) => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
    fc.assert(
      fc.property(fc.string(), fc.double(), (text, value) => {
        const written = Number.isNaN(value) ? 'NaN' : String(value).replace('Infinity', 'Inf');
        const page = parsePrometheusText(`m{l="${escape(text)}"} ${written}\n`);
        expect(page.malformed).toEqual([]);
        expect(page.samples[0]!.labels['l']).toBe(text);
        expect(page.samples[0]!.value).toBe(value === 0 ? 0 : value);
      }),
      { seed: 1 },
    );
  });

  test('no text makes the reader throw, and every line gives at most one verdict', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const page = parsePrometheusText(text);
        const lines = [...page.samples, ...page.malformed].map(verdict => verdict.line);
        expect(new Set(lines).size).toBe(lines.length);
      }),
      { seed: 1 },
    );
  });
});
