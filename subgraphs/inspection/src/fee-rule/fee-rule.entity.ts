import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';
import { InstantScalar } from '#kernel/graphql/scalars';
import { publishedEnum } from '../published-enum.ts';
import type { RuleLibrary } from './fee-rule-table.rule.ts';
import type { FeeRuleKind, FeeRuleState } from './fee-rule.terms.ts';

export const FeeRuleKindEnum = publishedEnum<FeeRuleKind>(
  'FeeRuleKind',
  '规则类别。What an entry of the rule library limits.',
  {
    AGE: '限定年龄。Ages that the item is for.',
    COURSE: '限定支付疗程。Days that are paid.',
    INSTITUTION_LEVEL: '限定机构等级。Lowest level of institution.',
    INSURANCE_TYPE: '限定保险类型。The only insurance that pays.',
    VISIT_TYPE: '限定就医方式。Kinds of visit in which it is paid.',
    CYCLE: '限定频次周期。So often within so many days.',
    FREQUENCY: '限定每日数量。So many units a day.',
    PRIMARY_SECONDARY: '限定主次操作。Operations of one group of which only the first is charged in full.',
    INCLUDED_ITEM: '包含项目。Items that the main item already contains.',
  },
);

export const FeeRuleStateEnum = publishedEnum<FeeRuleState>(
  'FeeRuleState',
  '解析状态。Whether an entry can be applied.',
  {
    UNDERSTOOD: '已解析。Its text was read into a limit.',
    NOT_UNDERSTOOD: '未解析。Its text was not understood; it is listed and never applied.',
  },
);

export const RuleLibraryEnum = publishedEnum<RuleLibrary>(
  'RuleLibrary',
  '规则库。Where an entry comes from.',
  {
    NATIONAL: '国家规则库。The national library of fund supervision.',
    LOCAL: '地方规则。A local table.',
  },
);

@ObjectType({ description: '规则出处。Where an entry of the rule library stands.' })
export class FeeRuleSource {
  @Field(() => String, { description: '文件。File that the entry was read from.' })
  file!: string;

  @Field(() => Int, { description: '行号。Line of the file, from 1.' })
  line!: number;
}

@Directive('@requiresScopes(scopes: [["inspection:read"], ["fees:review"]])')
@ObjectType({ description: '费用规则。One entry of the rule library.' })
@Entity({ tableName: 'fee_rule' })
@Unique({ properties: ['list', 'subject', 'qualifier'] })
@Index({ properties: ['state', 'list'] })
export class FeeRule {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => RuleLibraryEnum, { description: '规则库。National or local.' })
  @Property({ type: 'string', length: 10 })
  library!: RuleLibrary;

  @Field(() => String, { description: '清单。List that it belongs to, such as drug-age.' })
  @Property({ type: 'string', length: 40 })
  list!: string;

  @Field(() => FeeRuleKindEnum, { nullable: true, description: '类别。What it limits; null for remarks.' })
  @Property({ type: 'string', length: 30, nullable: true })
  kind!: FeeRuleKind | null;

  @Field(() => String, { description: '对象。Drug or item that it limits.' })
  @Property({ type: 'string', length: 500 })
  subject!: string;

  /** What tells entries of one subject apart in a list. */
  @Property({ type: 'string', length: 1000 })
  qualifier!: string;

  @Field(() => FeeRuleStateEnum, { description: '解析状态。Whether it can be applied.' })
  @Property({ type: 'string', length: 20 })
  state!: FeeRuleState;

  @Field(() => String, { nullable: true, description: '未解析原因。Why it was not understood.' })
  @Property({ type: 'string', length: 500, nullable: true })
  notUnderstood!: string | null;

  /** The limit as JSON; ratios as decimal strings. */
  @Property({ type: 'json', nullable: true })
  limit!: unknown;

  @Property({ type: 'boolean' })
  codesArePrefixes!: boolean;

  @Field(() => String, { description: '规则说明。Its text as published.' })
  @Property({ type: 'text' })
  explanation!: string;

  @Property({ type: 'string', length: 200 })
  sourceFile!: string;

  @Property({ type: 'integer' })
  sourceLine!: number;

  @Field(() => InstantScalar, { description: '入库时刻。When it was loaded or last changed.' })
  @Property({ type: 'timestamptz' })
  loadedAt!: Date;
}

export const FeeRuleConnection = connectionType(FeeRule);

/** A code that an entry limits. Drugs' codes come in a file of their own, so this is joined by name. */
@Entity({ tableName: 'fee_rule_code' })
@Index({ properties: ['code'] })
export class FeeRuleCodeRow {
  @PrimaryKey({ type: 'string', length: 40 })
  list!: string;

  @PrimaryKey({ type: 'string', length: 500 })
  subject!: string;

  @PrimaryKey({ type: 'string', length: 1000 })
  qualifier!: string;

  @PrimaryKey({ type: 'string', length: 40 })
  code!: string;
}
