import { Arg, Ctx, Directive, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import { CursorScalar } from '#kernel/graphql/scalars';
import { Institution } from '../foreign/institution.stub.ts';
import type { SettlementContext } from '../services.ts';
import { ClaimSettled } from './claim-settled.type.ts';
import { Settlement } from './settlement.entity.ts';
import { settlementReference } from './settlement.loader.ts';

@Resolver(() => ClaimSettled)
export class ClaimSettledResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"], ["settlement:aggregate"]])')
  @Subscription(() => ClaimSettled, {
    description:
      '结算完成。Claims as they are settled, within the own data range; resumes exactly after a cursor.',
    subscribe: ({ args, context }) => {
      const { principal, services } = context as unknown as SettlementContext;
      return services.stream.settled(principal, (args as { after?: string | null }).after ?? null);
    },
  })
  claimSettled(
    @Root() event: ClaimSettled,
    @Arg('after', () => CursorScalar, { nullable: true, description: '起始游标。Resume after this event.' })
    _after: string | null,
  ): ClaimSettled {
    return event;
  }

  @FieldResolver(() => Settlement, {
    nullable: true,
    description: '结算单。The settlement; needs settlement:read.',
  })
  settlement(@Root() event: ClaimSettled, @Ctx() context: SettlementContext): Promise<Settlement | null> {
    return settlementReference(context, event.settlementId);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Where.' })
  institution(@Root() event: ClaimSettled): Institution {
    return Institution.of(event.institutionCode);
  }
}
