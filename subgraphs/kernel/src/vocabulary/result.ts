/**
 * The outcome of a business decision: a value, or a reason why not.
 * Rules return it and never throw; a refusal is data, not an error.
 */
export type Result<T, R extends RefusalFacts = RefusalFacts> = Accepted<T> | Refused<R>;

export interface Accepted<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Refused<R extends RefusalFacts> {
  readonly ok: false;
  readonly refusal: R;
}

/** A business "no": a closed code, a message in Chinese for the public, and the facts that led to it. */
export interface RefusalFacts<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Accepts with a value. */
export function accept<T>(value: T): Accepted<T> {
  return { ok: true, value };
}

/** Refuses with a code, a Chinese message and the facts that led to it. */
export function refuse<Code extends string>(
  code: Code,
  message: string,
  facts?: Readonly<Record<string, unknown>>,
): Refused<RefusalFacts<Code>> {
  return { ok: false, refusal: { code, message, facts } };
}
