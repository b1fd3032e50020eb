import { Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { AgentStepName } from '#schema/events/knowledge.events';
import { InstantScalar } from '#kernel/graphql/scalars';
import type { StoredCitation } from './citation.rule.ts';

export const AGENT_STEPS = {
  STARTED: 'STARTED',
  RETRIEVED: 'RETRIEVED',
  SELECTED: 'SELECTED',
  ANSWERED: 'ANSWERED',
  REFUSED: 'REFUSED',
  FAILED: 'FAILED',
} as const satisfies Record<AgentStepName, AgentStepName>;

registerEnumType(AGENT_STEPS, {
  name: 'AgentStepName',
  description: '步骤。What a run has done; each happens once.',
  valuesConfig: {
    STARTED: { description: '已受理。The question was accepted.' },
    RETRIEVED: { description: '已检索。Articles were found.' },
    SELECTED: { description: '已选取。The sentences to quote were selected.' },
    ANSWERED: { description: '已回答。The run ended with an answer.' },
    REFUSED: { description: '已拒答。The run ended without an answer because the evidence is weak.' },
    FAILED: { description: '已失败。The run was given up.' },
  },
});

@ObjectType({ description: '运行步骤。One step of a run.' })
@Entity({ tableName: 'agent_step' })
@Unique({ properties: ['runId', 'step'] })
export class AgentStep {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  runId!: string;

  @Field(() => AGENT_STEPS, { description: '步骤。What was done.' })
  @Property({ type: 'string', length: 20 })
  step!: AgentStepName;

  @Field(() => InstantScalar, { description: '时间。When it was done.' })
  @Property({ type: 'timestamptz' })
  takenAt!: Date;

  @Field(() => Int, { description: '耗时。Milliseconds that it took.' })
  @Property({ type: 'integer' })
  elapsedMs!: number;

  /** What it found or quotes. */
  @Property({ type: 'json' })
  citations!: StoredCitation[];
}
