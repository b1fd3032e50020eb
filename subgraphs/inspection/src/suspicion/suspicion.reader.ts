import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { badUserInput } from '#kernel/graphql/errors';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { regionLimit } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import type { Children } from '#kernel/persistence/page-per-parent';
import type { Kernel } from '#kernel/server/subgraph';
import { regionRangeSql } from '../data-range.ts';
import { FeeRule } from '../fee-rule/fee-rule.entity.ts';
import { Suspicion } from './suspicion.entity.ts';
import type { SuspicionFilter } from './suspicion.input.ts';

/** The nouns of others whose suspicions can be asked for, and where their ids stand. */
const PARENTS = {
  Claim: {
    from: `(select s.*, k.claim_id from inspection.suspicion s
      join inspection.suspicion_claim k on k.suspicion_id = s.id)`,
    column: 'claim_id',
  },
  InsuredPerson: { from: 'inspection.suspicion', column: 'person_id' },
  Drug: {
    from: `(select s.*, d.drug_id from inspection.suspicion s
      join inspection.catalogued_drug d on d.national_code = s.item_code)`,
    column: 'drug_id',
  },
} as const;

export type SuspicionParent = keyof typeof PARENTS;

/** Reads suspicions inside the asker's region; a page for each of many parents is one statement in all. */
export class SuspicionReader {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async page(
    context: SubgraphContext,
    filter: SuspicionFilter,
    page: ConnectionArguments,
  ): Promise<Connection<Suspicion>> {
    const { model, state, institutionCode, personId, itemCode } = filter;
    if (personId && !isId(personId)) throw badUserInput({ personId: '标识无效' });
    const binding = `suspicions:${JSON.stringify([model, state, institutionCode, personId, itemCode])}`;
    const after = positionAfter(this.#kernel.cursors, binding, page);
    const region = regionLimit(context.principal);
    const rows = await context.em.find(
      Suspicion,
      {
        $and: [
          after === null ? {} : { id: { $lt: String(after[0]) } },
          region === null ? {} : { region: { $like: `${region}%` } },
          ...Object.entries({ model, state, institutionCode, personId, itemCode }).flatMap(
            ([field, value]) => (value ? [{ [field]: value }] : []),
          ),
        ],
      } as never,
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(this.#kernel.cursors, binding, page, rows, suspicion => [suspicion.id]);
  }

  /** A page of the suspicions of a parent, newest first. */
  of(
    context: SubgraphContext,
    kind: SuspicionParent,
    parentId: string,
    page: ConnectionArguments,
  ): Promise<Connection<Suspicion>> {
    const children: Children<Suspicion> = {
      type: Suspicion,
      from: PARENTS[kind].from,
      parent: { column: PARENTS[kind].column, type: 'uuid' },
      order: ['id'],
      direction: 'desc',
      where: regionRangeSql(context.principal),
    };
    return pageOfChildren(context, this.#kernel.cursors, `${kind}.suspicions`, children, parentId, page);
  }

  feeRule(context: SubgraphContext, id: string): Promise<FeeRule | null> {
    return context
      .loader<string, FeeRule>('FeeRule', async ids =>
        inOrder(ids, await context.em.find(FeeRule, { id: { $in: [...ids] } }), rule => rule.id),
      )
      .load(id);
  }

  async claimIds(context: SubgraphContext, suspicionId: string): Promise<string[]> {
    const loader = context.loader<string, string[]>('Suspicion.claimIds', async ids => {
      const rows: { suspicion_id: string; claim_id: string }[] = await context.em.execute(
        `select suspicion_id, claim_id from inspection.suspicion_claim
         where suspicion_id = any(?::uuid[]) order by claim_id`,
        [`{${ids.join(',')}}`],
      );
      return ids.map(id => rows.filter(row => row.suspicion_id === id).map(row => row.claim_id));
    });
    return (await loader.load(suspicionId)) ?? [];
  }
}
