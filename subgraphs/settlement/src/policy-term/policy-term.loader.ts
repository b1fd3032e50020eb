import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import type { SubgraphContext } from '#kernel/graphql/context';
import type { CursorCodec } from '#kernel/graphql/cursor';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { PolicyTerm } from './policy-term.entity.ts';
import { versionKey, type Scheme, type TermKind } from './policy-term.rule.ts';

export interface PolicyTermFilter {
  readonly kind: TermKind | null;
  readonly scheme: Scheme | null;
  readonly on: CalendarDate | null;
}

/** A page of policy terms by code and version. */
export async function policyTermPage(
  context: SubgraphContext,
  cursors: CursorCodec,
  { kind, scheme, on }: PolicyTermFilter,
  page: ConnectionArguments,
): Promise<Connection<PolicyTerm>> {
  const binding = `policyTerms:${kind}:${scheme}:${on}`;
  const after = positionAfter(cursors, binding, page);
  const [code, version] = (after ?? []).map(String);
  const rows = await context.em.find(
    PolicyTerm,
    {
      $and: [
        kind ? { kind } : {},
        scheme ? { $or: [{ scheme }, { scheme: null }] } : {},
        on
          ? { effectiveFrom: { $lte: on }, $or: [{ effectiveTo: null }, { effectiveTo: { $gte: on } }] }
          : {},
        after ? { $or: [{ code: { $gt: code! } }, { code: code!, version: { $gt: version! } }] } : {},
      ],
    },
    { orderBy: { code: 'asc', version: 'asc' }, limit: page.first + 1 },
  );
  return pageOf(cursors, binding, page, rows, term => [term.code, term.version]);
}

/** Every version of every term by its key; read once per request. */
export async function termsByVersion(context: SubgraphContext): Promise<ReadonlyMap<string, PolicyTerm>> {
  const terms = await context
    .loader<string, ReadonlyMap<string, PolicyTerm>>('terms-by-version', async keys => {
      const rows = await context.em.find(PolicyTerm, {});
      const byVersion = new Map(rows.map(term => [versionKey(term), term]));
      return keys.map(() => byVersion);
    })
    .load('all');
  return terms ?? new Map();
}
