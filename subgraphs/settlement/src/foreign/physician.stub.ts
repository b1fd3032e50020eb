import { Directive, Field, ObjectType } from 'type-graphql';

@Directive('@key(fields: "code", resolvable: false)')
@ObjectType({ description: '医师。A physician, owned by inspection; here only the key.' })
export class Physician {
  @Field(() => String, { description: '医师编码。National code of the physician.' })
  code!: string;

  static of(code: string): Physician {
    return Object.assign(new Physician(), { code });
  }
}
