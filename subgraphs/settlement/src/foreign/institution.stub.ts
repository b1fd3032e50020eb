import { Directive, Field, ObjectType } from 'type-graphql';

@Directive('@key(fields: "code")')
@ObjectType({
  description: '定点医药机构。A designated institution, owned by inspection; here only the key.',
})
export class Institution {
  @Field(() => String, { description: '机构编码。National code of 12 characters.' })
  code!: string;

  static of(code: string): Institution {
    return Object.assign(new Institution(), { code });
  }
}
