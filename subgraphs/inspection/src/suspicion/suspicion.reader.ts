import {
  checkPage,
  pageOf,
  positionAfter,
  type Connection,
  type ConnectionArguments,
} from '#kernel/graphql/connection';
import { inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { badUserInput } from '#kernel/graphql/errors';
import { regionLimit } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { regionRangeSql } from '../data-range.ts';
import { FeeRule } from '../fee-rule/fee-rule.entity.ts';
import { newestPerParent } from '../newest-per-parent.ts';
import { Suspicion } from './suspicion.entity.ts';
import type { SuspicionFilter } from './suspicion.input.ts';

/** The nouns of others whose suspicions can be asked for, and where their ids stand. */
const PARENTS = {
  Claim: {
    from: 'inspection.suspicion s join inspection.suspicion_claim k on k.suspicion_id = s.id',
    parent: 'k.claim_id',
  },
  InsuredPerson: { from: 'inspection.suspicion s', parent: 's.person_id' },
  Drug: {
    from: 'inspection.suspicion s join inspection.catalogued_drug d on d.national_code = s.item_code',
    parent: 'd.drug_id',
  },
} as const;

export type SuspicionParent = keyof typeof PARENTS;

/** Reads suspicions inside the asker's region; a page for each of many parents is two statements in all. */
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

  /** One page of suspicions for each parent that asks in this request, newest first. */
  async of(
    context: SubgraphContext,
    kind: SuspicionParent,
    parentId: string,
    page: ConnectionArguments,
  ): Promise<Connection<Suspicion>> {
    checkPage(page);
    const { cursors } = this.#kernel;
    const bindingOf = (id: string) => `${kind}.suspicions:${id}`;
    const after = positionAfter(cursors, bindingOf(parentId), page);
    const loader = context.loader<string, Suspicion[]>(
      `${kind}.suspicions ${page.first} ${page.after ?? ''}`,
      async parents => {
        const ids = await newestPerParent(context.em, {
          ...PARENTS[kind],
          parentType: 'uuid',
          parents: parents.filter(isId),
          id: 's.id',
          where: regionRangeSql(context.principal, 's'),
          first: page.first,
          after: after === null ? null : String(after[0]),
        });
        const rows = await context.em.find(Suspicion, { id: { $in: [...ids.values()].flat() } });
        const byId = new Map(rows.map(row => [row.id, row]));
        return parents.map(id => (ids.get(id) ?? []).flatMap(each => byId.get(each) ?? []));
      },
    );
    const rows = (await loader.load(parentId)) ?? [];
    return pageOf(cursors, bindingOf(parentId), page, rows, suspicion => [suspicion.id]);
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
