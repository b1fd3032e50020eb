import { Arg, Args, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { requirePerson } from '#kernel/identity/principal';
import { AgentRun } from '../foreign/agent-run.stub.ts';
import type { Context } from '../services.ts';
import { pageOfUsage, usageOfRuns } from './usage.reader.ts';
import { UsageKind, UsageRecord } from './usage-record.entity.ts';

const UsageRecordConnection = connectionType(UsageRecord);

@Resolver(() => AgentRun)
export class UsageResolver {
  @Directive('@requiresScopes(scopes: [["usage:read"]])')
  @FieldResolver(() => UsageRecord, {
    nullable: true,
    description: '用量。What the run used and what that costs; null until the run has ended.',
  })
  async usage(@Root() run: AgentRun, @Ctx() context: Context): Promise<UsageRecord | null> {
    const record = await context
      .loader<string, UsageRecord>('usage-of-run', runIds => usageOfRuns(context.em, runIds))
      .load(run.id);
    if (record) requirePerson(context.principal, record.personId ?? '');
    return record;
  }

  @Directive('@requiresScopes(scopes: [["usage:read"]])')
  @Query(() => UsageRecordConnection, {
    description: '用量记录。What runs and workloads used, the newest first; a PERSON sees their own.',
  })
  async usageRecords(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('kind', () => UsageKind, { nullable: true, description: '用量类别。Records of one kind only.' })
    kind: UsageKind | null,
    @Ctx() context: Context,
  ): Promise<Connection<UsageRecord>> {
    const { cursors } = context.services.kernel;
    const binding = `usageRecords:${kind ?? ''}:newest`;
    const after = positionAfter(cursors, binding, page);
    const rows = await pageOfUsage(context.em, context.principal, kind, page.first, after);
    return pageOf(cursors, binding, page, rows, record => [record.id]);
  }
}
