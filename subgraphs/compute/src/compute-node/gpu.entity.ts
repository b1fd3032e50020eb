import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Source } from '../telemetry/telemetry-source.ts';

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["compute:read"]])')
@ObjectType({
  description: '加速卡。One accelerator card; known by its source and the vendor’s unique name of it.',
})
@Entity({ tableName: 'gpu' })
@Unique({ properties: ['source', 'uuid'] })
export class Gpu {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  @Index()
  nodeId!: string;

  @Field(() => Source, {
    description: '数据来源。Whether the card is real, simulated or of an imported trace.',
  })
  @Property({ type: 'string', length: 20 })
  source!: Source;

  @Field(() => Int, { description: '槽位号。Number of the card within its node, from 0.' })
  @Property({ type: 'integer' })
  slot!: number;

  @Field(() => String, { description: '卡唯一编号。Name of the card by its vendor (`GPU-…`).' })
  @Property({ type: 'string', length: 200 })
  uuid!: string;

  @Field(() => String, {
    nullable: true,
    description: '型号。Model; null when the source does not state it.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  model!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: '显存容量。Usable memory of the card in MiB; null when the source does not state it.',
  })
  @Property({ type: 'integer', nullable: true })
  memoryMib!: number | null;
}
