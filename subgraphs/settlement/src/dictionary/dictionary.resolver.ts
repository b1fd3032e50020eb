import { Arg, Args, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { Institution } from '../foreign/institution.stub.ts';
import { readPolicyBook } from '../policy-term/policy-term.store.ts';
import type { SettlementContext } from '../services.ts';
import { specialOn, wordsOn, type Dictionary, type DictionaryWord } from './dictionary.rule.ts';
import { DictionaryCode, DictionaryEnum, SpecialInstitution } from './dictionary.type.ts';

const DAY = { nullable: true, description: '日期。As of which day; today when left out.' } as const;

const DictionaryCodeConnection = connectionType(DictionaryCode);
const SpecialInstitutionConnection = connectionType(SpecialInstitution);

@Resolver(() => SpecialInstitution)
export class DictionaryResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => DictionaryCodeConnection, {
    description:
      '结算业务基础字典。Codes accepted on a day; they are terms of kind DICTIONARY_CODE, drafted and approved like any other.',
  })
  async dictionaryCodes(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('dictionary', () => DictionaryEnum, {
      nullable: true,
      description: '字典。Only of this dictionary.',
    })
    dictionary: Dictionary | null,
    @Arg('on', () => CalendarDateScalar, DAY) on: CalendarDate | null,
    @Ctx() { cursors, em, services }: SettlementContext,
  ): Promise<Connection<DictionaryCode>> {
    const day = on ?? today(services.kernel.clock);
    const binding = `dictionaryCodes:${dictionary ?? ''}:${day}`;
    const keyOf = ({ dictionary: of, code }: DictionaryWord) => `${of}_${code}`;
    const [after] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = wordsOn(await readPolicyBook(em), day)
      .filter(word => !dictionary || word.dictionary === dictionary)
      .filter(word => after === undefined || keyOf(word) > after)
      .map(word => Object.assign(new DictionaryCode(), word));
    return pageOf(cursors, binding, page, rows.slice(0, page.first + 1), row => [keyOf(row)]);
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => SpecialInstitutionConnection, {
    description:
      '特殊机构。Institutions chosen for special costs on a day; they are terms of kind SPECIAL_INSTITUTION.',
  })
  async specialInstitutions(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('on', () => CalendarDateScalar, DAY) on: CalendarDate | null,
    @Ctx() { cursors, em, services }: SettlementContext,
  ): Promise<Connection<SpecialInstitution>> {
    const day = on ?? today(services.kernel.clock);
    const binding = `specialInstitutions:${day}`;
    const [after] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = specialOn(await readPolicyBook(em), day)
      .filter(({ institutionCode }) => after === undefined || institutionCode > after)
      .map(SpecialInstitution.of);
    return pageOf(cursors, binding, page, rows.slice(0, page.first + 1), row => [row.institutionCode]);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Which institution.' })
  institution(@Root() { institutionCode }: SpecialInstitution): Institution {
    return Institution.of(institutionCode);
  }
}
