import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '#kernel/persistence/database';
import { isId } from '#kernel/persistence/id';
import { InsuredPerson } from './insured-person.entity.ts';

/**
 * Holds a person until the transaction ends: what belongs to one person is changed by one request at a time.
 * Null for one who is not known, or whose erasure was approved: of them nothing is written any more.
 */
export async function lockPerson(tx: EntityManager, id: string): Promise<InsuredPerson | null> {
  if (!isId(id)) return null;
  return tx.findOne(
    InsuredPerson,
    { id, erasedOn: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
}
