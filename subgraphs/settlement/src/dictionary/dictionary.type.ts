import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { COST_KINDS, type CostKind } from '../cost-entry/cost-kind.rule.ts';
import { CostKindEnum } from '../cost-entry/cost-entry.enums.ts';
import { DICTIONARIES, type Dictionary } from './dictionary.rule.ts';

const TITLES: Readonly<Record<Dictionary, string>> = {
  ENTRY_REASON: '录入原因。Why a cost was not settled online.',
  CADRE_GROUP: '干部保健对象类别。Groups of persons in cadre health care.',
  SPECIAL_GROUP: '外商新疆人员类别。Groups declared on the form of foreign-invested firms and Xinjiang.',
  REHABILITATION: '工伤康复类别。Kinds of rehabilitation after a work injury.',
  FAMILY_FUND: '家庭共济资金类别。Kinds of family mutual-aid funds.',
};

export const DictionaryEnum = Object.fromEntries(DICTIONARIES.map(name => [name, name])) as {
  readonly [D in Dictionary]: D;
};
registerEnumType(DictionaryEnum, {
  name: 'SettlementDictionary',
  description: '结算业务字典。A dictionary of settlement business.',
  valuesConfig: Object.fromEntries(DICTIONARIES.map(name => [name, { description: TITLES[name] }])),
});

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '字典代码。A code of settlement business as it stands on a day.' })
export class DictionaryCode {
  @Field(() => DictionaryEnum, { description: '字典。Which dictionary.' })
  dictionary!: Dictionary;

  @Field(() => String, { description: '代码。The code.' })
  code!: string;

  @Field(() => String, { description: '含义。What it means, in Chinese.' })
  meaning!: string;

  @Field(() => CalendarDateScalar, { description: '生效日期。First day of this version.' })
  effectiveFrom!: CalendarDate;

  @Field(() => CalendarDateScalar, { nullable: true, description: '失效日期。Last day; null while open.' })
  effectiveTo!: CalendarDate | null;
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description: '特殊机构。An institution chosen for kinds of costs that others may not declare.',
})
export class SpecialInstitution {
  institutionCode!: string;

  @Field(() => [CostKindEnum], { description: '特殊业务。The kinds of costs it is chosen for.' })
  kinds!: CostKind[];

  @Field(() => CalendarDateScalar, { description: '生效日期。First day of this version.' })
  effectiveFrom!: CalendarDate;

  @Field(() => CalendarDateScalar, { nullable: true, description: '失效日期。Last day; null while open.' })
  effectiveTo!: CalendarDate | null;

  static of(
    facts: Omit<SpecialInstitution, 'kinds'> & { readonly kinds: readonly string[] },
  ): SpecialInstitution {
    const kinds = COST_KINDS.filter(kind => facts.kinds.includes(kind));
    return Object.assign(new SpecialInstitution(), facts, { kinds });
  }
}
