import { Args, Ctx, Directive, Query, Resolver } from 'type-graphql';
import { ConnectionArguments, pageOf, positionAfter, type Connection } from '#kernel/graphql/connection';
import type { InspectionContext } from '../services.ts';
import { LawEnforcementOfficer, LawEnforcementOfficerConnection } from './officer.entity.ts';

@Resolver(() => LawEnforcementOfficer)
export class OfficerResolver {
  @Directive('@requiresScopes(scopes: [["inspection:write"]])')
  @Query(() => LawEnforcementOfficerConnection, {
    description:
      '执法人员列表。Officers who may be named for an inspection, with the validity of their certificates.',
  })
  async lawEnforcementOfficers(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: InspectionContext,
  ): Promise<Connection<LawEnforcementOfficer>> {
    const { cursors } = context.services;
    const after = positionAfter(cursors, 'lawEnforcementOfficers', page);
    const rows = await context.em.find(
      LawEnforcementOfficer,
      after === null ? {} : { id: { $gt: String(after[0]) } },
      { orderBy: { id: 'asc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, 'lawEnforcementOfficers', page, rows, officer => [officer.id]);
  }
}
