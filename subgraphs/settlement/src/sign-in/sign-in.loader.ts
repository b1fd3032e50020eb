import type { Row } from '#kernel/persistence/database';
import type { SettlementContext } from '../services.ts';

/** How many transactions named a sign-in; one statement for all that are asked for. */
export async function transactionsOf(context: SettlementContext, number: string): Promise<number> {
  const count = await context
    .loader<string, number>('transactionsOfSignIn', async numbers => {
      const rows: Row[] = await context.em.execute(
        `select sign_number as number, count(*)::int as count from "settlement"."transaction"
         where sign_number = any (?::text[]) group by 1`,
        [`{${numbers.join()}}`],
      );
      const counts = new Map(rows.map(row => [String(row['number']), Number(row['count'])]));
      return numbers.map(each => counts.get(each) ?? 0);
    })
    .load(number);
  return count ?? 0;
}
