/** One bound on what may be asked of the gateway. */
interface Limit {
  readonly allowed: number;
  readonly why: string;
}

/**
 * Everything that the gateway bounds. Chosen so that the example operations and the clients pass with room to spare;
 * the setting `LIMITS` (`LIMITS="cost=20000 depth=12"`) sets others.
 */
export const LIMIT_TABLE = {
  bodyBytes: { allowed: 1_000_000, why: 'a body is read into memory before anything is known of it' },
  uploadBytes: {
    allowed: 20_000_000,
    why: 'a file is streamed and kept sealed; pictures of invoices are far smaller',
  },
  tokens: { allowed: 5000, why: 'parsing costs by the token; the longest example has under a thousand' },
  depth: {
    allowed: 20,
    why: 'circles such as person → settlements → person, each step multiplying the one above',
  },
  rootFields: { allowed: 50, why: 'each root field may be a fetch of its own' },
  aliases: { allowed: 100, why: 'the same expensive field many times in one request, past every rate limit' },
  cost: {
    allowed: 30_000,
    why: 'objects that an answer may hold, by @cost and @listSize, before anything is fetched',
  },
  operationMilliseconds: {
    allowed: 30_000,
    why: 'an asker who waits longer has given up; a slow subgraph must not pile up work',
  },
  fetchMilliseconds: {
    allowed: 10_000,
    why: 'one slow subgraph costs the fields that it owns, not the whole answer',
  },
  requestsPerSecond: {
    allowed: 200,
    why: 'of one principal in the long run; a page of the clients asks under ten at once',
  },
  burst: { allowed: 1000, why: 'requests that a principal may send at once after a rest' },
  concurrent: {
    allowed: 100,
    why: 'requests of one principal at work at the same time; others need the rest of the machine',
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMIT_TABLE;
export type Limits = Readonly<Record<LimitName, number>>;

/** The limits as declared, with those that are set otherwise. */
export function limitsWith(others: Partial<Limits> = {}): Limits {
  const declared = Object.entries(LIMIT_TABLE).map(([name, { allowed }]) => [name, allowed]);
  return { ...(Object.fromEntries(declared) as Limits), ...others };
}

/** Reads the setting `LIMITS`: `name=number` separated by blanks or commas. Throws with what is wrong in it. */
export function parseLimits(text: string): Partial<Limits> {
  const entries = text.split(/[\s,]+/).filter(Boolean);
  return Object.fromEntries(
    entries.map(entry => {
      const [name = '', value = ''] = entry.split('=');
      if (!Object.hasOwn(LIMIT_TABLE, name)) throw new Error(`no limit is called “${name}”`);
      if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`${name} takes a whole number from 1`);
      return [name, Number(value)];
    }),
  );
}
