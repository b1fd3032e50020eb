import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { FeeItem } from '../foreign/fee-item.ts';
import type { PharmacyContext } from '../services.ts';
import { Drug } from './drug.entity.ts';
import { drugOfCode } from './drug.service.ts';

@Resolver(() => FeeItem)
export class FeeItemResolver {
  /** The scope of settlement is repeated because the item code that is required is protected by it. */
  @Directive('@requires(fields: "itemCode")')
  @Directive('@requiresScopes(scopes: [["settlement:read", "pharmacy:read"]])')
  @FieldResolver(() => Drug, {
    nullable: true,
    description: '药品。The drug of this line; null for services, materials and drugs not in the catalogue.',
  })
  drug(@Root() item: FeeItem, @Ctx() context: PharmacyContext): Promise<Drug | null> {
    return drugOfCode(item.itemCode, context.services.drugs, context);
  }
}
