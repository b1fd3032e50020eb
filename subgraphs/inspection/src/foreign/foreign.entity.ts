import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType({ description: '参保人。Insured person, owned by insured.' })
export class InsuredPerson {
  @Field(() => ID, { description: '标识。Opaque id.' })
  id!: string;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: '费用清单。Claim, owned by settlement.' })
export class Claim {
  @Field(() => ID, { description: '标识。Opaque id.' })
  id!: string;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: '药品。Drug, owned by pharmacy.' })
export class Drug {
  @Field(() => ID, { description: '标识。Opaque id.' })
  id!: string;
}

/** The stub of another's noun: its key, and what this subgraph adds. */
export function stub<T extends object>(type: new () => T, id: string): T {
  return Object.assign(new type(), { id });
}
