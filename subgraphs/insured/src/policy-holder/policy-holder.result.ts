import { createUnionType, Directive, Field, ID, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';

@Directive('@inaccessible')
@ObjectType({ description: '核对一致。Somebody is registered under this name and this number.' })
export class MatchPolicyHolderSuccess {
  @Field(() => ID, { description: '参保人标识。Who it is.' })
  personId!: string;
}

@Directive('@inaccessible')
@ObjectType({
  implements: Refusal,
  description: '核对不一致。Nobody is registered under both; which of the two differs is not told.',
})
export class PersonDiffersRefusal extends Refusal {}

export const matchRefusal = refusalMapper({ PERSON_DIFFERS: PersonDiffersRefusal });

export const MatchPolicyHolderResult = createUnionType({
  name: 'MatchPolicyHolderResult',
  description: '商保被保险人核对的结果。Who it is, or that nobody is registered so.',
  types: () => [MatchPolicyHolderSuccess, PersonDiffersRefusal] as const,
});
