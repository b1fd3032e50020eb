import { GraphQLError, type FormattedExecutionResult } from 'graphql';
import { fate } from './random.ts';

/** What goes wrong in one operation. Each kind depends on what is answered, never on who asks it or how often. */
export interface Faults {
  readonly seed: number;
  /** Share of fields that fail in their subgraph. */
  readonly errors: number;
  /** Only these fields fail; all may when it is left out. */
  readonly fails?: (coordinate: string) => boolean;
  /** Share of values that arrive broken: null, of another kind, of an unknown type, or not at all. */
  readonly broken: number;
  /** A subgraph that does not answer. */
  readonly down: string | null;
}

export const NO_FAULTS: Faults = { seed: 0, errors: 0, broken: 0, down: null };

/** Fails the fields that are to fail. */
export function failField({ seed, errors, fails }: Faults, coordinate: string, key: string): void {
  if (errors > 0 && fails?.(coordinate) !== false && fate(seed, `${coordinate} ${key}`) < errors) {
    throw new GraphQLError(`${coordinate} of ${key} fails`, {
      extensions: { code: 'INTERNAL', of: coordinate },
    });
  }
}

/** The answer as it arrives. */
export function breakAnswer(faults: Faults, answer: FormattedExecutionResult): FormattedExecutionResult {
  if (faults.broken === 0 || !answer.data) return answer;
  return { ...answer, data: brokenObject(faults, answer.data, '') };
}

type Data = Record<string, unknown>;

function brokenObject(faults: Faults, data: Data, type: string): Data {
  const result: Data = {};
  for (const [key, value] of Object.entries(data)) {
    const inside = String(data['__typename'] ?? type);
    const drawn = key === '_entities' ? 1 : fate(faults.seed, `${inside} ${key} ${JSON.stringify(value)}`);
    const whole = brokenValue(faults, value, `${inside}.${key}`);
    const broken = drawn < faults.broken ? breakage(key, value, drawn / faults.broken) : whole;
    if (broken !== undefined) Object.defineProperty(result, key, { ...OWN, value: broken });
  }
  return result;
}

const OWN = { enumerable: true, configurable: true, writable: true } as const;

function brokenValue(faults: Faults, value: unknown, type: string): unknown {
  if (Array.isArray(value)) return value.map(element => brokenValue(faults, element, type));
  return typeof value === 'object' && value !== null ? brokenObject(faults, value as Data, type) : value;
}

function breakage(key: string, value: unknown, drawn: number): unknown {
  if (drawn < 0.6) return null;
  if (drawn < 0.7) return undefined;
  if (key === '__typename') return drawn < 0.95 ? 'Unheard' : 'Secret';
  if (Array.isArray(value))
    return drawn < 0.97 ? value.map((_, index) => (index === 0 ? null : value[index])) : 'no list';
  if (typeof value === 'object') return drawn < 0.97 ? {} : 'no object';
  return typeof value === 'string' ? 42 : typeof value === 'number' ? 'no number' : [];
}
