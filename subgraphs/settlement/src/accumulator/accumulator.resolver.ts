import { Arg, Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { badUserInput } from '#kernel/graphql/errors';
import { requirePerson } from '#kernel/identity/principal';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import type { SettlementContext } from '../services.ts';
import { Accumulator } from './accumulator.entity.ts';
import { accumulatorsOf } from './accumulator.loader.ts';

@Resolver(() => InsuredPerson)
export class PersonAccumulatorsResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @FieldResolver(() => [Accumulator], {
    nullable: true,
    description: '年度累计。What the person has used in a year.',
  })
  accumulators(
    @Root() person: InsuredPerson,
    @Arg('year', () => Int, { description: '年度。Calendar year.' }) year: number,
    @Ctx() context: SettlementContext,
  ): Promise<Accumulator[]> {
    requirePerson(context.principal, person.id);
    if (year < 1990 || year > 2199) throw badUserInput({ year: '须为1990至2199' });
    return accumulatorsOf(context, person.id, year);
  }
}
