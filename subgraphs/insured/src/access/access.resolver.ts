import { Arg, Args, Ctx, Directive, Mutation, Query, Resolver } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { ROLES } from '#schema/identity/role-scopes';
import type { InsuredContext } from '../context.ts';
import { DecideAccessChangeInput, ProposeAccessChangeInput } from './access-change.input.ts';
import {
  accessRefusal,
  DecideAccessChangeResult,
  DecideAccessChangeSuccess,
  ProposeAccessChangeResult,
  ProposeAccessChangeSuccess,
} from './access-change.result.ts';
import { AccessChangeType, ScopeTableType } from './access-change.type.ts';

const AccessChangeConnection = connectionType(AccessChangeType, 'AccessChange');

@Resolver()
export class AccessResolver {
  @Directive('@requiresScopes(scopes: [["access:read"]])')
  @Query(() => ScopeTableType, {
    description:
      '访问控制表。Which scopes each role carries now, with the signature that was verified; for administrators.',
  })
  scopeTable(@Ctx() context: InsuredContext): ScopeTableType {
    const { book } = context.services.access;
    const { version, madeAt, keyId, signature } = book.table;
    const roles = ROLES.map(role => ({ role, scopes: book.scopesOf(role) }));
    return Object.assign(new ScopeTableType(), {
      version,
      madeAt: new Date(madeAt),
      keyId,
      signature,
      roles,
    });
  }

  @Directive('@requiresScopes(scopes: [["access:read"]])')
  @Query(() => String, {
    nullable: true,
    description:
      '已验签版本。Version of the release whose every file was verified when this subgraph started; null where nothing was signed.',
  })
  verifiedRelease(@Ctx() context: InsuredContext): string | null {
    return context.services.kernel.release;
  }

  @Directive('@requiresScopes(scopes: [["access:read"]])')
  @Query(() => AccessChangeConnection, {
    description: '权限变更列表。Changes of who may do what, newest first; for administrators.',
  })
  async accessChanges(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: InsuredContext,
  ): Promise<Connection<AccessChangeType>> {
    const { cursors, em, services } = context;
    const after = positionAfter(cursors, 'accessChanges', page);
    const rows = await services.access.book.changes(em, page.first + 1, after && String(after[0]));
    return pageOf(cursors, 'accessChanges', page, rows.map(AccessChangeType.of), change => [change.id]);
  }

  @Directive('@requiresScopes(scopes: [["access:propose"]])')
  @Mutation(() => ProposeAccessChangeResult, {
    description:
      '提出权限变更。Proposes a change of who may do what; nothing changes before another administrator approves.',
  })
  async proposeAccessChange(
    @Arg('input', () => ProposeAccessChangeInput, { description: '变更内容。What, why.' })
    input: ProposeAccessChangeInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof ProposeAccessChangeResult> {
    const done = await context.services.access.propose(input, context.principal);
    if ('refusal' in done) return accessRefusal(done.refusal) as typeof ProposeAccessChangeResult;
    return Object.assign(new ProposeAccessChangeSuccess(), { change: AccessChangeType.of(done.change) });
  }

  @Directive('@requiresScopes(scopes: [["access:decide"]])')
  @Mutation(() => DecideAccessChangeResult, {
    description: '决定权限变更。Approves or rejects what another administrator proposed.',
  })
  async decideAccessChange(
    @Arg('input', () => DecideAccessChangeInput, { description: '决定。Which, how, why.' })
    input: DecideAccessChangeInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof DecideAccessChangeResult> {
    const done = await context.services.access.decide(input, context.principal);
    if ('refusal' in done) return accessRefusal(done.refusal) as typeof DecideAccessChangeResult;
    return Object.assign(new DecideAccessChangeSuccess(), { change: AccessChangeType.of(done.change) });
  }
}
