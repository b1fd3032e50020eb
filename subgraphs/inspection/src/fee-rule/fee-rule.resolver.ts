import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  InputType,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { ConnectionArguments, pageOf, positionAfter, type Connection } from '#kernel/graphql/connection';
import { groupedBy } from '#kernel/graphql/context';
import { badUserInput } from '#kernel/graphql/errors';
import type { InspectionContext } from '../services.ts';
import {
  FeeRule,
  FeeRuleCodeRow,
  FeeRuleConnection,
  FeeRuleKindEnum,
  FeeRuleSource,
  FeeRuleStateEnum,
  RuleLibraryEnum,
} from './fee-rule.entity.ts';
import type { RuleLibrary } from './fee-rule-table.rule.ts';
import type { FeeRuleKind, FeeRuleState } from './fee-rule.terms.ts';

@InputType({ description: '规则筛选。Which entries of the rule library are listed.' })
export class FeeRuleFilter {
  @Field(() => RuleLibraryEnum, { nullable: true, description: '规则库。National or local.' })
  library?: RuleLibrary | null;

  @Field(() => String, { nullable: true, description: '清单。Entries of this list, such as drug-age.' })
  list?: string | null;

  @Field(() => FeeRuleKindEnum, { nullable: true, description: '类别。Entries that limit this.' })
  kind?: FeeRuleKind | null;

  @Field(() => FeeRuleStateEnum, { nullable: true, description: '解析状态。Understood or not.' })
  state?: FeeRuleState | null;

  @Field(() => String, { nullable: true, description: '项目编码。Entries that name this code.' })
  itemCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: '对象包含。Part of the subject, at most 50 characters.',
  })
  search?: string | null;
}

@ObjectType({ description: '规则参数。One parameter that was read from the text of an entry.' })
export class FeeRuleParameter {
  @Field(() => String, { description: '参数。Which parameter.' })
  label!: string;

  @Field(() => String, { description: '取值。Its value.' })
  value!: string;
}

@Resolver(() => FeeRule)
export class FeeRuleResolver {
  @Directive('@requiresScopes(scopes: [["inspection:read"], ["fees:review"]])')
  @Query(() => FeeRuleConnection, {
    description: '规则列表。Entries of the rule library, those that were not understood included.',
  })
  async feeRules(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('filter', () => FeeRuleFilter, { nullable: true, description: '筛选。Which entries are listed.' })
    filter: FeeRuleFilter | null,
    @Ctx() context: InspectionContext,
  ): Promise<Connection<FeeRule>> {
    const { library, list, kind, state, itemCode, search } = filter ?? {};
    if (search && [...search].length > 50) throw badUserInput({ search: '最多 50 个字符' });
    const binding = `feeRules:${JSON.stringify([library, list, kind, state, itemCode, search])}`;
    const { cursors } = context.services;
    const after = positionAfter(cursors, binding, page);
    const named = itemCode ? await context.em.find(FeeRuleCodeRow, { code: itemCode }) : null;
    const rows = await context.em.find(
      FeeRule,
      {
        $and: [
          after === null ? {} : { id: { $gt: String(after[0]) } },
          ...Object.entries({ library, list, kind, state }).flatMap(([field, value]) =>
            value ? [{ [field]: value }] : [],
          ),
          search ? { subject: { $like: `%${search.replaceAll(/[\\%_]/g, '\\$&')}%` } } : {},
          named === null
            ? {}
            : {
                $or: [
                  { id: { $in: [] } },
                  ...named.map(each => ({
                    list: each.list,
                    subject: each.subject,
                    qualifier: each.qualifier,
                  })),
                ],
              },
        ],
      } as never,
      { orderBy: { id: 'asc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, rule => [rule.id]);
  }

  @FieldResolver(() => FeeRuleSource, { description: '出处。File and line of the entry.' })
  source(@Root() rule: FeeRule): FeeRuleSource {
    return Object.assign(new FeeRuleSource(), { file: rule.sourceFile, line: rule.sourceLine });
  }

  @FieldResolver(() => [FeeRuleParameter], {
    description: '参数。What was read from the text; empty if not understood.',
  })
  parameters(@Root() rule: FeeRule): FeeRuleParameter[] {
    return Object.entries((rule.limit ?? {}) as Record<string, unknown>)
      .filter(([label, value]) => label !== 'kind' && value !== null)
      .map(([label, value]) => ({
        label,
        value: typeof value === 'object' ? JSON.stringify(value) : String(value),
      }));
  }

  @FieldResolver(() => [String], {
    description: '项目编码。Codes, or beginnings of codes, that the entry limits.',
  })
  async itemCodes(@Root() rule: FeeRule, @Ctx() context: InspectionContext): Promise<string[]> {
    const keyOf = (row: { list: string; subject: string; qualifier: string }) =>
      `${row.list}\n${row.subject}\n${row.qualifier}`;
    const loader = context.loader<string, FeeRuleCodeRow[]>('FeeRule.itemCodes', async keys => {
      const subjects = [...new Set(keys.map(key => key.split('\n')[1]!))];
      const rows = await context.em.find(
        FeeRuleCodeRow,
        { subject: { $in: subjects } },
        { orderBy: { code: 'asc' } },
      );
      return groupedBy(keys, rows, keyOf);
    });
    return ((await loader.load(keyOf(rule))) ?? []).map(row => row.code);
  }
}
