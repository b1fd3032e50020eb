import { inOrder } from '#kernel/graphql/context';
import type { Children } from '#kernel/persistence/page-per-parent';
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

/** The movements of accounts, newest first. */
export const MOVEMENTS_OF_ACCOUNT: Children<AccountMovement> = {
  type: AccountMovement,
  from: '"insured"."account_movement"',
  parent: { column: 'person_id', type: 'uuid' },
  order: ['id'],
  direction: 'desc',
};
