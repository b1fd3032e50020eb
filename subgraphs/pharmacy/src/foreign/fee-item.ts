import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A line of a fee list, owned by settlement; its item code tells the drug. */
@Directive('@key(fields: "id")')
@ObjectType({ description: '费用明细。A line of a fee list.' })
export class FeeItem {
  @Field(() => ID, { description: '标识。Opaque id.' })
  id!: string;

  @Directive('@external')
  @Field(() => String, { description: '医保目录编码。National code of the item.' })
  itemCode!: string;
}
