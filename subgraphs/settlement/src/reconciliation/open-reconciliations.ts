import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { DifferenceKindEnum } from './reconciliation.enums.ts';
import type { DifferenceKind } from './reconciliation.rule.ts';

const AGGREGATE = '@requiresScopes(scopes: [["settlement:aggregate"]])';

@Directive(AGGREGATE)
@ObjectType({ description: '未处理差异。Open differences of one kind.' })
export class OpenDifferences {
  @Field(() => DifferenceKindEnum, { description: '类别。In what the sides differ.' })
  kind!: DifferenceKind;

  @Field(() => Int, { description: '数量。How many there are.' })
  count!: number;

  @Field(() => Int, { description: '未指派。Those among them that nobody has to clear up yet.' })
  unassigned!: number;

  @Field(() => MoneyScalar, {
    description: '基金差额。By how much the sides differ in what funds pay, either way, in 分.',
  })
  fundDifference!: string;
}

@Directive(AGGREGATE)
@ObjectType({ description: '未平对账。Reconciliations in which the sides do not agree yet.' })
export class OpenReconciliations {
  @Field(() => Int, {
    description: '待明细。Those whose totals differ; how many records do is not known yet.',
  })
  detailsAwaited!: number;

  @Field(() => Int, { description: '不平。Those with open differences.' })
  different!: number;

  @Field(() => [OpenDifferences], { description: '未处理差异。Their open differences, by kind.' })
  differences!: OpenDifferences[];
}

/** What is not reconciled yet in the principal's region; a reconciliation that a later one replaced is no more. */
export async function openReconciliations(
  em: EntityManager,
  principal: Principal,
): Promise<OpenReconciliations> {
  const region = regionLimit(principal) ?? '';
  const [counts] = await em.execute(
    `select count(*) filter (where state = 'DETAILS_AWAITED')::int as "detailsAwaited",
       count(*) filter (where state = 'DIFFERENT')::int as different
     from "settlement"."reconciliation"
     where state in ('DETAILS_AWAITED', 'DIFFERENT') and region like ? || '%'`,
    [region],
  );
  const differences = await em.execute(
    `select d.kind, count(*)::int as count, count(*) filter (where d.owner is null)::int as unassigned,
       sum(abs(coalesce((d.ours->>'fundPaid')::bigint, 0)
         - coalesce((d.theirs->>'fundPaid')::bigint, 0)))::text as "fundDifference"
     from "settlement"."reconciliation" r
     join "settlement"."reconciliation_difference" d on d.reconciliation_id = r.id and d.outcome is null
     where r.state = 'DIFFERENT' and r.region like ? || '%' group by d.kind order by d.kind`,
    [region],
  );
  return Object.assign(new OpenReconciliations(), counts, {
    differences: differences.map(row => Object.assign(new OpenDifferences(), row)),
  });
}
