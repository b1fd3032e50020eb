import { Arg, Args, Ctx, Directive, Query, Resolver } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import type { PharmacyContext } from '../services.ts';
import { Code, CodeSystem } from './code.entity.ts';

const CodeConnection = connectionType(Code);

@Resolver(() => Code)
export class CodeResolver {
  @Directive('@requiresScopes(scopes: [["pharmacy:read"]])')
  @Query(() => CodeConnection, {
    description: '编码查询。Entries of one code system, in the order of their codes.',
  })
  codes(
    @Arg('system', () => CodeSystem, { description: '编码体系。Which system.' }) system: CodeSystem,
    @Arg('part', () => String, { nullable: true, description: '值域。Only this part, such as hosp_lv.' })
    part: string | null,
    @Arg('parentCode', () => String, { nullable: true, description: '上级编码。Only children of this code.' })
    parentCode: string | null,
    @Arg('search', () => String, {
      nullable: true,
      description: '检索词。Beginning of a code or part of a name, 1 to 100 characters.',
    })
    search: string | null,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: PharmacyContext,
  ): Promise<Connection<Code>> {
    const filter = { system, part: part ?? null, parentCode: parentCode ?? null, search: search ?? null };
    return context.services.codes.find(filter, page, context);
  }
}
