import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';

/**
 * A physician of the public register. The licence and the place of practice of a physician are published
 * by law, so the name is no personal data of the NAME class and is shown as it is.
 * Source: 医师法 (2022-03-01) 第二十一条: the names of registered physicians are announced and can be queried.
 */
@Directive('@key(fields: "code")')
@Directive('@requiresScopes(scopes: [["institution:read"]])')
@ObjectType({
  description: '医师。A licensed physician of the public register, keyed by the national code (dr_code).',
})
@Entity({ tableName: 'physician' })
export class Physician {
  @Field(() => String, { description: '医师编码。National code of the physician.' })
  @PrimaryKey({ type: 'string', length: 20 })
  code!: string;

  @Field(() => String, { description: '医师名称。As the public register of physicians shows it.' })
  @Property({ type: 'string', length: 50 })
  name!: string;

  @Field(() => String, { description: '执业专业。Registered speciality.' })
  @Property({ type: 'string', length: 50 })
  speciality!: string;

  @Field(() => String, { description: '职称。Professional title.' })
  @Property({ type: 'string', length: 20 })
  title!: string;

  @Field(() => [String], {
    description: '执业机构编码。National codes of the registered places of practice, the main one first.',
  })
  @Property({ type: 'json' })
  institutionCodes!: string[];
}
