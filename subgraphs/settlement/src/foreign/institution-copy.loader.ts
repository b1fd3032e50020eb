import { inOrder } from '#kernel/graphql/context';
import type { SettlementContext } from '../services.ts';
import { InstitutionCopy } from './institution-copy.entity.ts';

/** What institutions are called, by code; those of which no name has been heard are left out. One statement a request. */
export async function institutionNames(
  context: SettlementContext,
  codes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const loader = context.loader<string, InstitutionCopy>('institution-copy', async keys =>
    inOrder(keys, await context.em.find(InstitutionCopy, { code: { $in: [...keys] } }), ({ code }) => code),
  );
  const copies = await Promise.all(codes.map(code => loader.load(code)));
  return new Map(copies.flatMap(copy => (copy?.name ? [[copy.code, copy.name]] : [])));
}
