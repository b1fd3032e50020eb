import { Arg, Args, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { requirePerson } from '#kernel/identity/principal';
import type { InsuredContext } from '../context.ts';
import { Enrolment } from '../enrolment/enrolment.entity.ts';
import { enrolmentsOf } from '../enrolment/enrolment.loader.ts';
import { INSURED_READ, InsuredPerson } from './insured-person.entity.ts';
import { PersonFilter } from './insured-person.input.ts';
import { personById } from './insured-person.loader.ts';

const InsuredPersonConnection = connectionType(InsuredPerson);
const EnrolmentConnection = connectionType(Enrolment);

@Resolver(() => InsuredPerson)
export class InsuredPersonResolver {
  @Directive('@requiresScopes(scopes: [["insured:read"]])')
  @Query(() => InsuredPerson, {
    nullable: true,
    description: '参保人。One person by id; null when there is none.',
  })
  person(
    @Arg('id', () => ID, { description: '标识。Id of the person.' }) id: string,
    @Ctx() context: InsuredContext,
  ): Promise<InsuredPerson | null> {
    requirePerson(context.principal, id);
    return personById(context, id);
  }

  @Directive('@requiresScopes(scopes: [["insured:read"]])')
  @Query(() => InsuredPerson, {
    nullable: true,
    description: '按公民身份号码查询参保人。One person by identity number; null when there is none.',
  })
  personByIdCard(
    @Arg('idCard', () => String, { description: '公民身份号码。The whole number (GB 11643).' })
    idCard: string,
    @Ctx() context: InsuredContext,
  ): Promise<InsuredPerson | null> {
    return context.services.persons.byIdCard(context.em, idCard, context.principal);
  }

  @Directive('@requiresScopes(scopes: [["insured:read"]])')
  @Query(() => InsuredPersonConnection, {
    description: '参保人列表。Persons within the data range of the asker, in order of registration.',
  })
  persons(
    @Arg('filter', () => PersonFilter, {
      nullable: true,
      description: '筛选条件。All that are given hold together.',
    })
    filter: PersonFilter | null,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: InsuredContext,
  ): Promise<Connection<InsuredPerson>> {
    return context.services.persons.list(context.em, filter ?? {}, page, context.principal);
  }

  @Directive(INSURED_READ)
  @FieldResolver(() => EnrolmentConnection, { description: '参保登记。Enrolments, newest cover first.' })
  async enrolments(
    @Root() person: InsuredPerson,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: InsuredContext,
  ): Promise<Connection<Enrolment>> {
    const { cursors } = context.services.kernel;
    const after = positionAfter(cursors, 'InsuredPerson.enrolments', page);
    const all = await enrolmentsOf(context, person);
    const rows = after ? all.filter(one => `${one.coverFrom} ${one.id}` < `${after[0]} ${after[1]}`) : all;
    return pageOf(cursors, 'InsuredPerson.enrolments', page, rows, one => [one.coverFrom, one.id]);
  }
}
