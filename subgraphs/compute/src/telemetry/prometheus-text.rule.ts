/**
 * Reads a page of the Prometheus text exposition format.
 *
 * A line that breaks the format is named with its number and the reason and gives no sample; nothing of it
 * is guessed. The lines around it still count. Values may be NaN and ±Inf; timestamps are milliseconds.
 *
 * Source: Prometheus documentation, Exposition formats, Text-based format, version 0.0.4.
 */
export function parsePrometheusText(text: string): PrometheusPage {
  const page = new PageBuilder();
  const lines = text.split('\n');
  const unended = lines.pop();
  lines.forEach((line, index) => page.read(line, index + 1));
  if (unended) page.refuse(lines.length + 1, 'UNENDED_LINE');
  return page;
}

export interface PrometheusPage {
  readonly samples: readonly MetricSample[];
  readonly families: ReadonlyMap<string, MetricFamily>;
  readonly malformed: readonly MalformedLine[];
}

/** One value of one series. */
export interface MetricSample {
  readonly line: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** The instant that the exporter states, in milliseconds of the Unix epoch; usually absent. */
  readonly timestamp?: number;
}

/** What HELP and TYPE say of a metric. */
export interface MetricFamily {
  readonly type?: MetricType;
  readonly help?: string;
}

export const METRIC_TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/** Why a line gives no sample. */
export type MalformedReason =
  | 'UNENDED_LINE' // the page was cut: its last line has no line feed
  | 'BAD_NAME'
  | 'BAD_LABELS'
  | 'BAD_ESCAPE'
  | 'DUPLICATE_LABEL'
  | 'BAD_VALUE'
  | 'BAD_TIMESTAMP'
  | 'TRAILING_TEXT'
  | 'BAD_TYPE'
  | 'SECOND_TYPE'
  | 'SECOND_HELP'
  | 'TYPE_AFTER_SAMPLE'
  | 'DUPLICATE_SERIES';

export interface MalformedLine {
  readonly line: number;
  readonly reason: MalformedReason;
}

const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const BLANKS = /[ \t]*/y;
const TOKEN = /[^ \t]+/y;
const COMMENT = /^[ \t]*#[ \t]*(?:(HELP|TYPE)[ \t]+([^ \t]+)(?:[ \t]+(.*))?)?/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(inity)?$/i;
const MILLISECONDS = /^-?\d{1,16}$/;

/** Where and why reading a line stopped. */
class Malformed {
  constructor(readonly reason: MalformedReason) {}
}

class PageBuilder implements PrometheusPage {
  readonly samples: MetricSample[] = [];
  readonly families = new Map<string, MetricFamily>();
  readonly malformed: MalformedLine[] = [];
  readonly #sampled = new Set<string>();
  readonly #series = new Set<string>();

  refuse(line: number, reason: MalformedReason): void {
    this.malformed.push({ line, reason });
  }

  read(text: string, line: number): void {
    const comment = COMMENT.exec(text);
    const failure = comment
      ? this.#readComment(comment[1], comment[2], comment[3] ?? '')
      : text.trim() === ''
        ? undefined
        : this.#readSample(text, line);
    if (failure) this.refuse(line, failure);
  }

  #readComment(keyword: string | undefined, name: string | undefined, rest: string) {
    if (!keyword || !name) return undefined;
    if (!isWhole(METRIC_NAME, name)) return 'BAD_NAME';
    const family = this.families.get(name) ?? {};
    if (keyword === 'HELP') {
      if (family.help !== undefined) return 'SECOND_HELP';
      const help = unescape(rest, false);
      if (help === undefined) return 'BAD_ESCAPE';
      this.families.set(name, { ...family, help });
      return undefined;
    }
    const type = METRIC_TYPES.find(known => known === rest.trimEnd());
    if (!type) return 'BAD_TYPE';
    if (family.type !== undefined) return 'SECOND_TYPE';
    if (this.#sampled.has(name)) return 'TYPE_AFTER_SAMPLE';
    this.families.set(name, { ...family, type });
    return undefined;
  }

  #readSample(text: string, line: number): MalformedReason | undefined {
    const sample = scanSample(text);
    if (sample instanceof Malformed) return sample.reason;
    const series = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
    if (this.#series.has(series)) return 'DUPLICATE_SERIES';
    this.#series.add(series);
    this.#sampled.add(sample.name);
    this.samples.push({ line, ...sample });
    return undefined;
  }
}

/** `name{label="value",…} value [timestamp]` */
function scanSample(text: string): Omit<MetricSample, 'line'> | Malformed {
  const scanner = new Scanner(text);
  scanner.skipBlanks();
  const name = scanner.take(METRIC_NAME);
  if (name === undefined) return new Malformed('BAD_NAME');
  const afterName = scanner.position;
  scanner.skipBlanks();

  let labels: Readonly<Record<string, string>> = {};
  if (scanner.skip('{')) {
    const scanned = scanLabels(scanner);
    if (scanned instanceof Malformed) return scanned;
    labels = scanned;
    scanner.skipBlanks();
  } else if (scanner.position === afterName) {
    return new Malformed(scanner.atEnd ? 'BAD_VALUE' : 'BAD_NAME');
  }

  const value = parseValue(scanner.take(TOKEN));
  if (value === undefined) return new Malformed('BAD_VALUE');
  scanner.skipBlanks();
  const stamp = scanner.take(TOKEN);
  if (stamp === undefined) return { name, labels, value };
  if (!MILLISECONDS.test(stamp)) return new Malformed('BAD_TIMESTAMP');
  scanner.skipBlanks();
  if (!scanner.atEnd) return new Malformed('TRAILING_TEXT');
  return { name, labels, value, timestamp: Number(stamp) };
}

/** What stands between the braces, the closing one included. A comma may end the list. */
function scanLabels(scanner: Scanner): Readonly<Record<string, string>> | Malformed {
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  for (;;) {
    scanner.skipBlanks();
    if (scanner.skip('}')) return labels;
    const name = scanner.take(LABEL_NAME);
    scanner.skipBlanks();
    if (name === undefined || !scanner.skip('=')) return new Malformed('BAD_LABELS');
    scanner.skipBlanks();
    const quoted = scanner.takeQuoted();
    if (quoted === undefined) return new Malformed('BAD_LABELS');
    const value = unescape(quoted, true);
    if (value === undefined) return new Malformed('BAD_ESCAPE');
    if (name in labels) return new Malformed('DUPLICATE_LABEL');
    labels[name] = value;
    scanner.skipBlanks();
    if (scanner.skip(',')) continue;
    if (scanner.skip('}')) return labels;
    return new Malformed('BAD_LABELS');
  }
}

/** A number as Go writes it; undefined when it is none. */
function parseValue(token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  if (DECIMAL.test(token)) return Number(token);
  const infinite = INFINITE.exec(token);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return token.toLowerCase() === 'nan' ? NaN : undefined;
}

/** Undoes `\\`, `\n` and, in label values, `\"`; any other escape is malformed. */
function unescape(text: string, inQuotes: boolean): string | undefined {
  if (!text.includes('\\')) return text;
  let known = true;
  const plain = text.replace(/\\(.?)/g, (_, character: string) => {
    if (character === 'n') return '\n';
    if (character === '\\' || (character === '"' && inQuotes)) return character;
    known = false;
    return '';
  });
  return known ? plain : undefined;
}

function isWhole(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.exec(text)?.[0] === text;
}

/** A position in one line. */
class Scanner {
  position = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.position === this.text.length;
  }

  skipBlanks(): void {
    this.take(BLANKS);
  }

  skip(character: string): boolean {
    if (this.text[this.position] !== character) return false;
    this.position += 1;
    return true;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  /** The text between two quotes, its escapes still in it. */
  takeQuoted(): string | undefined {
    if (this.text[this.position] !== '"') return undefined;
    for (let end = this.position + 1; end < this.text.length; end += 1) {
      if (this.text[end] === '\\') end += 1;
      else if (this.text[end] === '"') {
        const inner = this.text.slice(this.position + 1, end);
        this.position = end + 1;
        return inner;
      }
    }
    return undefined;
  }
}
