import { Ctx, Directive, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { regionLimit } from '#kernel/identity/principal';
import { today } from '#kernel/vocabulary/calendar';
import type { InsuredContext } from '../context.ts';
import { InsuranceSchemeEnum } from './enrolment.enums.ts';
import type { Scheme } from './enrolment.rule.ts';

const AGGREGATE = '@requiresScopes(scopes: [["insured:aggregate"]])';

@Directive(AGGREGATE)
@ObjectType({ description: '参保人数。Persons covered today in one district under one scheme.' })
export class EnrolmentCount {
  @Field(() => String, { description: '参保地。Division of the place of insurance, GB/T 2260.' })
  region!: string;

  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme.' })
  scheme!: Scheme;

  @Field(() => Int, { description: '人数。Persons whose cover is in force and not suspended.' })
  persons!: number;
}

@Resolver()
export class EnrolmentCountResolver {
  @Directive(AGGREGATE)
  // It counts all enrolments.
  @Directive('@cost(weight: 100)')
  @Query(() => [EnrolmentCount], {
    nullable: true,
    description: '参保人数统计。Persons covered today by district and scheme; for the big screen.',
  })
  async enrolmentCounts(@Ctx() context: InsuredContext): Promise<EnrolmentCount[]> {
    const day = today(context.services.kernel.clock);
    const rows = await context.em.execute(
      `select region, scheme, count(distinct person_id)::int as persons
       from "insured"."enrolment"
       where state = 'ACTIVE' and cover_from <= ? and (cover_to is null or cover_to >= ?)
         and region like ? || '%'
       group by region, scheme order by region, scheme`,
      [day, day, regionLimit(context.principal) ?? ''],
    );
    return rows.map(row => Object.assign(new EnrolmentCount(), row));
  }
}
