import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** An insured person of the insured subgraph, by key; here only their agent runs are known. */
@Directive('@key(fields: "id")')
@ObjectType({ description: '参保人。An insured person; owned by the insured subgraph.' })
export class InsuredPerson {
  @Field(() => ID, { description: '参保人标识。Opaque id of the person.' })
  id!: string;
}
