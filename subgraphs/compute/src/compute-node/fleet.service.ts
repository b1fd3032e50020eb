import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import type { SimulatedCard } from '../fleet/simulated-fleet.terms.ts';
import type { GpuReading, TelemetrySource } from '../telemetry/telemetry.terms.ts';

/** Where a card stands, as this process last saw it. */
export interface CardPlace {
  readonly gpuId: string;
  readonly nodeId: string;
  readonly host: string;
  readonly slot: number;
}

/** A card to be registered under its node. */
export interface CardEntry {
  readonly host: string;
  readonly slot: number;
  readonly uuid: string;
  readonly model: string | null;
  readonly memoryMib: number | null;
}

/** Registers nodes and cards as they are first heard of, and knows where each card stands. */
export class FleetService {
  readonly #kernel: Kernel;
  readonly #places = new Map<string, CardPlace>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Where the cards of some readings stand; those that are new, or were moved, are registered first. */
  async placesOf(source: TelemetrySource, readings: readonly GpuReading[]): Promise<readonly CardPlace[]> {
    const strangers = readings.filter(reading => !this.#knownPlace(source, reading));
    if (strangers.length > 0) {
      const entries = strangers.map(entryOf);
      const places = await this.#kernel.transaction(tx =>
        registerCards(tx, source, entries, this.#kernel.clock.now()),
      );
      for (const [uuid, place] of places) this.#places.set(`${source}/${uuid}`, place);
    }
    return readings.map(reading => this.#places.get(`${source}/${reading.uuid}`)!);
  }

  /** The registered cards that are simulated; none before the first start with the demo. */
  async simulatedCards(): Promise<SimulatedCard[]> {
    const rows: (SimulatedCard & { memoryMib: number | null })[] = await this.#kernel.em().execute(
      `select n.hostname as host, g.slot as index, g.uuid, coalesce(g.model, '') as model, g.memory_mib as "memoryMib"
       from compute.gpu g join compute.compute_node n on n.id = g.node_id
       where g.source = 'SIMULATED' and g.memory_mib is not null order by n.hostname, g.slot`,
    );
    return rows;
  }

  #knownPlace(source: TelemetrySource, { uuid, host, index }: GpuReading): boolean {
    const place = this.#places.get(`${source}/${uuid}`);
    return place?.host === host && place.slot === index;
  }
}

/** Enters cards and the nodes that carry them; a card that is known under the same name moves to where it stands now. */
export async function registerCards(
  tx: EntityManager,
  source: TelemetrySource,
  cards: readonly CardEntry[],
  at: Date,
): Promise<Map<string, CardPlace>> {
  const distinct = [...new Map(cards.map(card => [card.uuid, card])).values()];
  const hosts = [...new Set(cards.map(card => card.host))].map(host => ({ id: newId(), host }));
  await tx.execute(
    `insert into compute.compute_node (id, source, hostname, registered_at)
     select id, ?, host, ? from jsonb_to_recordset(?::jsonb) as node(id uuid, host text)
     on conflict (source, hostname) do nothing`,
    [source, at.toISOString(), JSON.stringify(hosts)],
  );
  const rows: { uuid: string; gpuId: string; nodeId: string; host: string; slot: number }[] =
    await tx.execute(
      `with placed as (
       insert into compute.gpu as known (id, node_id, source, slot, uuid, model, memory_mib)
       select card.id, node.id, ?, card.slot, card.uuid, card.model, card."memoryMib"
       from jsonb_to_recordset(?::jsonb) as card(id uuid, host text, slot int, uuid text, model text, "memoryMib" int)
       join compute.compute_node node on node.source = ? and node.hostname = card.host
       on conflict (source, uuid) do update set node_id = excluded.node_id, slot = excluded.slot,
         model = coalesce(excluded.model, known.model), memory_mib = coalesce(excluded.memory_mib, known.memory_mib)
       returning uuid, id, node_id, slot)
     select placed.uuid, placed.id as "gpuId", placed.node_id as "nodeId", placed.slot, node.hostname as host
     from placed join compute.compute_node node on node.id = placed.node_id`,
      [source, JSON.stringify(distinct.map(card => ({ id: newId(), ...card }))), source],
    );
  return new Map(rows.map(({ uuid, ...place }) => [uuid, place]));
}

function entryOf({ host, index, uuid, model, measures }: GpuReading): CardEntry {
  const { memoryUsedMib: used, memoryFreeMib: free } = measures;
  const memoryMib = used === undefined || free === undefined ? null : Math.round(used + free);
  return { host, slot: index, uuid, model, memoryMib };
}
