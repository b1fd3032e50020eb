import { groupedBy, inOrder } from '#kernel/graphql/context';
import type { InsuredContext } from '../context.ts';
import { AccountMovement, PersonalAccount } from './account.entity.ts';

/** The account of a person; null for who has none. */
export function accountOf(context: InsuredContext, personId: string): Promise<PersonalAccount | null> {
  return context
    .loader<string, PersonalAccount>('accountOf', async ids =>
      inOrder(ids, await context.em.find(PersonalAccount, { id: { $in: [...ids] } }), row => row.id),
    )
    .load(personId);
}

/** The newest movements of an account after a position; one statement for all accounts asked for. */
export async function movementsOf(
  context: InsuredContext,
  account: PersonalAccount,
  limit: number,
  before: string | null,
): Promise<readonly AccountMovement[]> {
  const loaded = await context
    .loader<string, AccountMovement[]>(`movementsOf:${limit}:${before ?? ''}`, async ids => {
      const rows: Record<string, unknown>[] = await context.em.execute(
        `select * from (
           select m.*, row_number() over (partition by person_id order by id desc) as place
           from insured.account_movement m
           where person_id in (${ids.map(() => '?').join(',')}) ${before ? 'and id < ?' : ''}
         ) page where place <= ? order by id desc`,
        [...ids, ...(before ? [before] : []), limit],
      );
      const movements = rows.map(({ place: _, ...row }) => context.em.map(AccountMovement, row));
      return groupedBy(ids, movements, movement => movement.personId);
    })
    .load(account.id);
  return loaded ?? [];
}
