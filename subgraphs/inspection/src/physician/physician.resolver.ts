import { Arg, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { inOrder } from '#kernel/graphql/context';
import { Institution } from '../institution/institution.entity.ts';
import type { InspectionContext } from '../services.ts';
import { Physician } from './physician.entity.ts';

@Resolver(() => Physician)
export class PhysicianResolver {
  @Directive('@requiresScopes(scopes: [["institution:read"]])')
  @Query(() => Physician, {
    nullable: true,
    description: '医师。One registered physician; null when there is none.',
  })
  physician(
    @Arg('code', () => String, { description: '医师编码。National code.' }) code: string,
    @Ctx() context: InspectionContext,
  ): Promise<Physician | null> {
    return physicianByCode(context, code);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '主要执业机构。Main place of practice.' })
  mainInstitution(
    @Root() physician: Physician,
    @Ctx() context: InspectionContext,
  ): Promise<Institution | null> {
    const [main] = physician.institutionCodes;
    return main === undefined ? Promise.resolve(null) : context.services.institutions.byCode(context, main);
  }
}

/** The physician of a code; all that are asked in one tick are one statement. */
export function physicianByCode(context: InspectionContext, code: string): Promise<Physician | null> {
  return context
    .loader<string, Physician>('Physician', async codes =>
      inOrder(codes, await context.em.find(Physician, { code: { $in: [...codes] } }), each => each.code),
    )
    .load(code);
}
