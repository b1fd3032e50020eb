import { Directive, Field, InputType } from 'type-graphql';

@Directive('@inaccessible')
@InputType({ description: '商保被保险人核对的输入。Whom an insurer says that it insures.' })
export class MatchPolicyHolderInput {
  @Field(() => String, { description: '姓名。Name, as registered.' })
  name!: string;

  @Field(() => String, { description: '公民身份号码。Citizen identity number (GB 11643), as registered.' })
  idCard!: string;
}
