import 'reflect-metadata';
import { Arg, Args, Ctx, Directive, Field, ID, InputType, Query, Resolver } from 'type-graphql';
import type { SubgraphContext } from '../graphql/context.ts';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '../graphql/connection.ts';
import { AuditCheckpoint, AuditKind, AuditRecord } from './audit-record.entity.ts';

@InputType({ description: '审计记录筛选。All conditions that are given hold together.' })
export class AuditFilter {
  @Field(() => AuditKind, { nullable: true, description: '审计类别。Kind of act.' })
  kind?: AuditKind | null;

  @Field(() => ID, { nullable: true, description: '人员标识。Person whose data it is.' })
  personId?: string | null;

  @Field(() => String, { nullable: true, description: '操作主体。Subject of the token.' })
  subject?: string | null;
}

const AuditRecordConnection = connectionType(AuditRecord, 'AuditRecord', { shareable: true });
const AuditCheckpointConnection = connectionType(AuditCheckpoint, 'AuditCheckpoint', { shareable: true });

/** The audit trail of one subgraph as its root fields `NAMEAuditRecords` and `NAMEAuditCheckpoints`: each serves its own. */
export function auditResolver(subgraph: string) {
  const name = `${subgraph}AuditRecords`;
  const checkpoints = `${subgraph}AuditCheckpoints`;

  @Resolver()
  class AuditRecordsResolver {
    @Directive('@requiresScopes(scopes: [["audit:read"]])')
    @Query(() => AuditRecordConnection, {
      name,
      description: `审计记录。Audit records of the ${subgraph} subgraph, newest first; for AUDIT_ADMIN only.`,
    })
    async auditRecords(
      @Arg('filter', () => AuditFilter, { nullable: true, description: '筛选条件。Which records.' })
      filter: AuditFilter | null,
      @Args(() => ConnectionArguments) page: ConnectionArguments,
      @Ctx() context: SubgraphContext,
    ): Promise<Connection<AuditRecord>> {
      const where = Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value != null));
      const binding = `${name}:${JSON.stringify(where, Object.keys(where).sort())}`;
      const after = positionAfter(context.cursors, binding, page);
      const rows = await context.em.find(
        AuditRecord,
        { ...where, ...(after && { id: { $lt: String(after[0]) } }) },
        { orderBy: { id: 'desc' }, limit: page.first + 1 },
      );
      return pageOf(context.cursors, binding, page, rows, record => [String(record.id)]);
    }

    @Directive('@requiresScopes(scopes: [["audit:read"]])')
    @Query(() => AuditCheckpointConnection, {
      name: checkpoints,
      description: `审计检查点。Signed checkpoints of the ${subgraph} subgraph, newest first; for AUDIT_ADMIN only.`,
    })
    async auditCheckpoints(
      @Args(() => ConnectionArguments) page: ConnectionArguments,
      @Ctx() context: SubgraphContext,
    ): Promise<Connection<AuditCheckpoint>> {
      const after = positionAfter(context.cursors, checkpoints, page);
      const rows = await context.em.find(
        AuditCheckpoint,
        after ? { sequence: { $lt: String(after[0]) } } : {},
        { orderBy: { sequence: 'desc' }, limit: page.first + 1 },
      );
      return pageOf(context.cursors, checkpoints, page, rows, ({ sequence }) => [sequence]);
    }
  }
  return AuditRecordsResolver;
}
