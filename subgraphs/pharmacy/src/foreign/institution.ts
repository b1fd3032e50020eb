import { Directive, Field, ObjectType } from 'type-graphql';

/** A designated institution or pharmacy, owned by inspection; known here by its national code. */
@Directive('@key(fields: "code")')
@ObjectType({ description: '定点医药机构。A designated institution or pharmacy.' })
export class Institution {
  @Field(() => String, { description: '机构编码。National code, such as H31010100001.' })
  code!: string;
}
