import type { ImportScope } from '#kernel/load/importer';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import { registerCards } from '../compute-node/fleet.service.ts';
import type { TraceNode, TraceReading, TraceRow, TraceWorkload } from './gpu-trace.rule.ts';
import { TRACE_CONTAINER_HOST } from './gpu-trace.terms.ts';

export interface NumberedRow<Row> {
  readonly line: number;
  readonly row: Row;
}

type Batch<Row> = readonly NumberedRow<Row>[];

/** Why a row that reads is nevertheless refused: what is stored under its key says something else. */
const DIFFERS = '与已登记内容不一致';

/** Writes the rows of one trace batch by batch, and gives each row its verdict. */
export class TraceWriter {
  readonly #tx: EntityManager;
  readonly #scope: ImportScope;
  /** Cards under which the readings of containers are kept. */
  readonly #cards = new Map<string, string>();

  constructor(scope: ImportScope) {
    this.#tx = scope.tx;
    this.#scope = scope;
  }

  async write(batch: Batch<TraceRow>): Promise<void> {
    if (batch.length === 0) return;
    const of = <Kind extends TraceRow['kind']>(kind: Kind) =>
      batch.filter(
        (entry): entry is NumberedRow<Extract<TraceRow, { kind: Kind }>> => entry.row.kind === kind,
      );
    await this.#writeNodes(of('NODE'));
    await this.#writeWorkloads(of('WORKLOAD'));
    await this.#writeReadings(of('READING'));
  }

  async #writeNodes(batch: Batch<TraceNode>): Promise<void> {
    if (batch.length === 0) return;
    const { first, again } = firstOfEach(batch, row => row.host);
    const stored: { host: string; cpuMilli: number; memoryMib: number }[] = await this.#tx.execute(
      `insert into compute.compute_node (id, source, hostname, cpu_milli, memory_mib, registered_at)
       select id, 'IMPORTED', host, "cpuMilli", "memoryMib", ?
       from jsonb_to_recordset(?::jsonb) as node(id uuid, host text, "cpuMilli" int, "memoryMib" int)
       on conflict (source, hostname) do nothing returning hostname as host`,
      [this.#scope.clock.now().toISOString(), withIds(first)],
    );
    const fresh = new Set(stored.map(node => node.host));
    const cards = first.filter(({ row }) => fresh.has(row.host)).flatMap(({ row }) => cardsOf(row));
    if (cards.length > 0) await registerCards(this.#tx, 'IMPORTED', cards, this.#scope.clock.now());
    const known = await this.#knownNodes(batch.filter(({ row }) => !fresh.has(row.host)).concat(again));
    this.#judge(
      first,
      again,
      row => fresh.has(row.host),
      row => known.get(row.host) === describe(row),
    );
  }

  async #knownNodes(batch: Batch<TraceNode>): Promise<ReadonlyMap<string, string>> {
    if (batch.length === 0) return new Map();
    const rows: Omit<TraceNode, 'kind'>[] = await this.#tx.execute(
      `select n.hostname as host, n.cpu_milli as "cpuMilli", n.memory_mib as "memoryMib", count(g.id)::int as cards,
         coalesce(max(g.model), '') as model
       from jsonb_to_recordset(?::jsonb) as node(host text)
       join compute.compute_node n on n.source = 'IMPORTED' and n.hostname = node.host
       left join compute.gpu g on g.node_id = n.id group by n.id`,
      [JSON.stringify([...new Set(batch.map(({ row }) => row.host))].map(host => ({ host })))],
    );
    return new Map(rows.map(row => [row.host, describe({ kind: 'NODE', ...row })]));
  }

  async #writeWorkloads(batch: Batch<TraceWorkload>): Promise<void> {
    if (batch.length === 0) return;
    const { first, again } = firstOfEach(batch, row => row.name);
    const stored: { name: string }[] = await this.#tx.execute(
      `insert into compute.usage_record (id, kind, subject, gpu_ms, source, recorded_at)
       select id, 'WORKLOAD', name, "gpuMs", 'IMPORTED', ?
       from jsonb_to_recordset(?::jsonb) as pod(id uuid, name text, "gpuMs" int8)
       on conflict (kind, subject) do nothing returning subject as name`,
      [this.#scope.clock.now().toISOString(), withIds(first)],
    );
    const fresh = new Set(stored.map(record => record.name));
    const unsure = [...first.filter(({ row }) => !fresh.has(row.name)), ...again];
    const known: { name: string; gpuMs: string }[] =
      unsure.length === 0
        ? []
        : await this.#tx.execute(
            `select subject as name, gpu_ms as "gpuMs" from jsonb_to_recordset(?::jsonb) as pod(name text)
             join compute.usage_record on kind = 'WORKLOAD' and subject = pod.name`,
            [JSON.stringify(unsure.map(({ row }) => ({ name: row.name })))],
          );
    const usage = new Map(known.map(record => [record.name, Number(record.gpuMs)]));
    this.#judge(
      first,
      again,
      row => fresh.has(row.name),
      row => usage.get(row.name) === row.gpuMs,
    );
  }

  async #writeReadings(batch: Batch<TraceReading>): Promise<void> {
    if (batch.length === 0) return;
    await this.#registerContainers(batch);
    const { first, again } = firstOfEach(batch, keyOfReading);
    const column = first[0]!.row.measure === 'utilisation' ? 'utilisation' : 'memory_used_mib';
    const rows = (some: Batch<TraceReading>) =>
      JSON.stringify(
        some.map(({ row }) => ({
          gpuId: this.#cards.get(row.container),
          at: row.at.toISOString(),
          value: storedValue(row),
        })),
      );
    const stored: { gpuId: string; at: string | Date }[] = await this.#tx.execute(
      `insert into compute.telemetry_sample as known (gpu_id, at, source, span_ms, ${column})
       select "gpuId", at, 'IMPORTED', 0, value
       from jsonb_to_recordset(?::jsonb) as reading("gpuId" uuid, at timestamptz, value float8)
       on conflict (gpu_id, at) do update set ${column} = excluded.${column} where known.${column} is null
       returning gpu_id as "gpuId", at`,
      [rows(first)],
    );
    const fresh = new Set(stored.map(({ gpuId, at }) => `${gpuId}/${new Date(at).toISOString()}`));
    const isFresh = (row: TraceReading) =>
      fresh.has(`${this.#cards.get(row.container)}/${row.at.toISOString()}`);
    const unsure = [...first.filter(({ row }) => !isFresh(row)), ...again];
    const known: { gpuId: string; at: string | Date; value: number }[] =
      unsure.length === 0
        ? []
        : await this.#tx.execute(
            `select gpu_id as "gpuId", s.at, s.${column} as value
             from jsonb_to_recordset(?::jsonb) as reading("gpuId" uuid, at timestamptz)
             join compute.telemetry_sample s on s.gpu_id = reading."gpuId" and s.at = reading.at`,
            [rows(unsure)],
          );
    const values = new Map(
      known.map(({ gpuId, at, value }) => [`${gpuId}/${new Date(at).toISOString()}`, value]),
    );
    this.#judge(first, again, isFresh, row => {
      return values.get(`${this.#cards.get(row.container)}/${row.at.toISOString()}`) === storedValue(row);
    });
  }

  /** The trace names containers, not cards: each container is kept as a card of one node. */
  async #registerContainers(batch: Batch<TraceReading>): Promise<void> {
    const strangers = new Set(batch.map(({ row }) => row.container).filter(name => !this.#cards.has(name)));
    if (strangers.size === 0) return;
    const cards = [...strangers].map(uuid => ({
      host: TRACE_CONTAINER_HOST,
      slot: 0,
      uuid,
      model: null,
      memoryMib: null,
    }));
    const places = await registerCards(this.#tx, 'IMPORTED', cards, this.#scope.clock.now());
    for (const [uuid, { gpuId }] of places) this.#cards.set(uuid, gpuId);
  }

  /** A row that was stored is accepted; one that says what is known already is a duplicate; otherwise it is refused. */
  #judge<Row>(
    first: Batch<Row>,
    again: Batch<Row>,
    isFresh: (row: Row) => boolean,
    isKnown: (row: Row) => boolean,
  ): void {
    for (const { line, row } of first) {
      if (isFresh(row)) this.#scope.report({ line, verdict: 'ACCEPTED' });
      else if (isKnown(row)) this.#scope.report({ line, verdict: 'UNCHANGED' });
      else this.#scope.report({ line, verdict: 'REFUSED', reason: DIFFERS });
    }
    for (const { line, row } of again) {
      if (isKnown(row)) this.#scope.report({ line, verdict: 'DUPLICATE' });
      else this.#scope.report({ line, verdict: 'REFUSED', reason: DIFFERS });
    }
  }
}

/** Splits a batch into the first row of each key and the rows that repeat a key. */
function firstOfEach<Row>(batch: Batch<Row>, keyOf: (row: Row) => string) {
  const keys = new Set<string>();
  const [first, again]: [NumberedRow<Row>[], NumberedRow<Row>[]] = [[], []];
  for (const entry of batch) {
    const key = keyOf(entry.row);
    (keys.has(key) ? again : first).push(entry);
    keys.add(key);
  }
  return { first, again };
}

function withIds<Row extends object>(batch: Batch<Row>): string {
  return JSON.stringify(batch.map(({ row }) => ({ id: newId(), ...row })));
}

function cardsOf({ host, cards, model }: TraceNode) {
  return Array.from({ length: cards }, (_, slot) => ({
    host,
    slot,
    uuid: `${host}/${slot}`,
    model,
    memoryMib: null,
  }));
}

/** A node as one text, to compare what is stored with what a row says. A node without cards has no model to compare. */
function describe({ cpuMilli, memoryMib, cards, model }: TraceNode): string {
  return JSON.stringify([cpuMilli, memoryMib, cards, cards === 0 ? '' : model]);
}

function keyOfReading({ container, at }: TraceReading): string {
  return `${container}/${at.getTime()}`;
}

/** Utilisation is kept in millionths, memory in MiB. */
function storedValue({ measure, value }: TraceReading): number {
  return measure === 'utilisation' ? Math.round(value * 10_000) : value;
}
