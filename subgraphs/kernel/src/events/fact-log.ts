import type { Database, Row } from '../persistence/database.ts';
import { ownerOf, type Fact } from './event.ts';

const BATCH = 500;

/** The position of the newest announced fact of a topic; 0 before the first. */
export async function newestPosition(database: Database, topic: string): Promise<number> {
  const [row] = await database.query(
    `select coalesce(max(position), 0) as head from ${tableOf(topic)} where topic = $1`,
    [topic],
  );
  return Number(row?.['head'] ?? 0);
}

/** The next announced facts of a topic after a position, oldest first, as they stand in its owner's outbox. */
export async function factsAfter(database: Database, topic: string, position: number): Promise<Fact[]> {
  const rows = await database.query(
    `select topic, position, name, version, aggregate_id, aggregate_sequence, occurred_at, payload
     from ${tableOf(topic)} where topic = $1 and position > $2 order by position limit ${BATCH}`,
    [topic, position],
  );
  return rows.map(factOf);
}

function tableOf(topic: string): string {
  const owner = ownerOf(topic);
  if (!/^[a-z]+$/.test(owner)) throw new Error(`not a topic: ${topic}`);
  return `"${owner}".outbox_event`;
}

function factOf(row: Row): Fact {
  const { payload, occurred_at: occurredAt } = row;
  return {
    topic: String(row['topic']),
    name: String(row['name']),
    version: Number(row['version']),
    aggregateId: String(row['aggregate_id']),
    aggregateSequence: Number(row['aggregate_sequence']),
    position: Number(row['position']),
    occurredAt: occurredAt instanceof Date ? occurredAt : new Date(String(occurredAt)),
    payload: typeof payload === 'string' ? JSON.parse(payload) : payload,
  };
}
