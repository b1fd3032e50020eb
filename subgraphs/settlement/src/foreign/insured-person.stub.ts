import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType({ description: '参保人。An insured person, owned by insured; here only the key.' })
export class InsuredPerson {
  @Field(() => ID, { description: '标识。Opaque id.' })
  id!: string;

  static of(id: string): InsuredPerson {
    return Object.assign(new InsuredPerson(), { id });
  }
}
