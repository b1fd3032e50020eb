import {
  erasureAcknowledgementTopic,
  PERSON_ERASURE_TOPIC,
  type PersonErasedPayload,
  type PersonErasureAcknowledged,
} from '#schema/events/insured.events';
import type { Projection } from '../events/projection.ts';
import { arrayLiteral } from '../persistence/array-literal.ts';
import { ERASED_ENVELOPE } from '../sensitive/envelope.ts';
import { sensitiveColumnsOf, type SensitiveColumn } from '../sensitive/sensitive-columns.ts';
import type { Kernel } from '../server/subgraph.ts';

/**
 * Erases persons in one subgraph: destroys their salts, so that nothing sealed of them opens anywhere, not in a copy
 * either; puts the erased envelope in place of their values, clears what they would be found by, and acknowledges.
 * All of it is one transaction, and doing it again changes nothing.
 */
export function erasureProjection(
  kernel: Pick<Kernel, 'name' | 'orm' | 'salts' | 'clock' | 'audit' | 'outbox'>,
): Projection {
  const clearings = clearingsOf(kernel);
  return {
    name: 'person-erasure',
    topic: PERSON_ERASURE_TOPIC,
    async apply(tx, facts) {
      const personIds = [...new Set(facts.map(({ payload }) => (payload as PersonErasedPayload).personId))];
      for (const personId of personIds) await kernel.salts.destroy(tx, personId, kernel.clock.now());
      for (const clearing of clearings) await tx.execute(clearing, [arrayLiteral(personIds)]);
      await kernel.audit.record(
        tx,
        ...personIds.map(personId => ({
          kind: 'ADMINISTRATION' as const,
          action: 'PersonErasure.ERASED',
          personId,
        })),
      );
      await kernel.outbox.add(
        tx,
        personIds.map((personId): PersonErasureAcknowledged => ({
          topic: erasureAcknowledgementTopic(kernel.name),
          name: 'PersonErasureAcknowledged',
          version: 1,
          aggregateId: personId,
          payload: { personId },
        })),
      );
    },
  };
}

/** One statement for each table with sensitive fields of persons, however many persons and rows. */
function clearingsOf({ name, orm }: Pick<Kernel, 'name' | 'orm'>): string[] {
  const columns = sensitiveColumnsOf(orm, name).filter(({ personColumn }) => personColumn !== null);
  return [...new Set(columns.map(({ table }) => table))].map(table => {
    const own = columns.filter(column => column.table === table);
    return `update ${table} set ${own.flatMap(assignments).join(', ')}
      where "${own[0]!.personColumn}" = any(?::uuid[])`;
  });
}

function assignments({ column, indexColumn, declaration }: SensitiveColumn): string[] {
  const erased = `case when "${column}" is not null then '\\x${ERASED_ENVELOPE.toString('hex')}'::bytea end`;
  return [
    `"${column}" = ${declaration.store === 'PLAIN' ? 'null' : erased}`,
    ...(indexColumn ? [`"${indexColumn}" = null`] : []),
  ];
}
