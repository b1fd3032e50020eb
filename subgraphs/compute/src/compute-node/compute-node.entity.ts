import { Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { InstantScalar } from '#kernel/graphql/scalars';
import { Source } from '../telemetry/telemetry-source.ts';

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["compute:read"]])')
@ObjectType({ description: '算力节点。One machine that carries cards; known by its source and host name.' })
@Entity({ tableName: 'compute_node' })
@Unique({ properties: ['source', 'hostname'] })
export class ComputeNode {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => Source, {
    description: '数据来源。Whether the node is real, simulated or of an imported trace.',
  })
  @Property({ type: 'string', length: 20 })
  source!: Source;

  @Field(() => String, { description: '主机名。Host name as the exporter or the trace states it.' })
  @Property({ type: 'string', length: 200 })
  hostname!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'CPU容量。Thousandths of a CPU core; null when the source does not state it.',
  })
  @Property({ type: 'integer', nullable: true })
  cpuMilli!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: '内存容量。Main memory in MiB; null when the source does not state it.',
  })
  @Property({ type: 'integer', nullable: true })
  memoryMib!: number | null;

  @Field(() => InstantScalar, { description: '登记时刻。When this system first knew of the node.' })
  @Property({ type: 'timestamptz' })
  registeredAt!: Date;
}
