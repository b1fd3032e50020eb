import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { forbidden } from '#kernel/graphql/errors';
import type { InsuredContext } from '../context.ts';
import { MatchPolicyHolderInput } from './policy-holder.input.ts';
import { matchRefusal, MatchPolicyHolderResult, MatchPolicyHolderSuccess } from './policy-holder.result.ts';

@Resolver()
export class PolicyHolderResolver {
  @Directive('@inaccessible')
  @Directive('@requiresScopes(scopes: [["holder:service"]])')
  @Mutation(() => MatchPolicyHolderResult, {
    description:
      '商保被保险人核对。For settlement, on behalf of an insurer: who is registered under both name and number.',
  })
  async matchPolicyHolder(
    @Arg('input', () => MatchPolicyHolderInput, { description: '输入。Name and number.' })
    input: MatchPolicyHolderInput,
    @Ctx() { services, onBehalfOf }: InsuredContext,
  ): Promise<typeof MatchPolicyHolderResult> {
    if (onBehalfOf?.role !== 'INSURER' || !onBehalfOf.institution) throw forbidden('只有商保公司可以核对');
    const matched = await services.policyHolders.match(input, onBehalfOf.institution);
    if (!matched.ok) return matchRefusal(matched.refusal) as typeof MatchPolicyHolderResult;
    return Object.assign(new MatchPolicyHolderSuccess(), { personId: matched.value });
  }
}
