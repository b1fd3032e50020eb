import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';
import { CalendarDateScalar, InstantScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { Sealed } from '#kernel/sensitive/sealed';
import { Sensitive } from '#kernel/sensitive/sensitive.decorator';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { POLICY_EVIDENCE, type PolicyEvidence } from '../search/policy-search.result.ts';
import type { AgentRunState } from './agent-run.rule.ts';
import type { StoredCitation } from './citation.rule.ts';

const AGENTS = { POLICY: 'POLICY' } as const;
registerEnumType(AGENTS, {
  name: 'AgentKind',
  description: '智能体。Which agent runs.',
  valuesConfig: {
    POLICY: { description: '政策问答。Answers questions from the laws in force, by quoting them.' },
  },
});

const STATES = {
  RUNNING: 'RUNNING',
  ANSWERED: 'ANSWERED',
  REFUSED: 'REFUSED',
  FAILED: 'FAILED',
} as const satisfies Record<AgentRunState, AgentRunState>;
registerEnumType(STATES, {
  name: 'AgentRunState',
  description: '运行状态。Where a run stands.',
  valuesConfig: {
    RUNNING: { description: '运行中。At work.' },
    ANSWERED: { description: '已回答。Ended with an answer.' },
    REFUSED: { description: '拒绝回答。Ended without an answer because the evidence is weak.' },
    FAILED: { description: '失败。Broke off repeatedly and was given up; ask again.' },
  },
});

const METHODS = { EXTRACTIVE: 'EXTRACTIVE' } as const;
registerEnumType(METHODS, {
  name: 'AnswerMethod',
  description: '回答方式。How an answer is made.',
  valuesConfig: {
    EXTRACTIVE: { description: '原文摘录。Quotes sentences verbatim; no language model is at work.' },
  },
});

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["knowledge:ask"]])')
@ObjectType({ description: '智能体运行。One question put to an agent, and what became of it.' })
@Entity({ tableName: 'agent_run' })
@Index({ properties: ['personId', 'id'] })
export class AgentRun {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** The insured person who asked; null for staff. */
  @Property({ type: 'uuid', nullable: true })
  personId!: string | null;

  @Field(() => AGENTS, { description: '智能体。Which agent was asked.' })
  @Property({ type: 'string', length: 20 })
  agent!: keyof typeof AGENTS;

  @Field(() => STATES, { description: '状态。Where the run stands.' })
  @Property({ type: 'string', length: 20 })
  state!: AgentRunState;

  @Sensitive({
    class: 'MEDICAL',
    description:
      '问题。What was asked, with obvious identifiers taken out; may tell of an illness, so it is sealed.',
  })
  question!: Sealed;

  @Field(() => CalendarDateScalar, { description: '适用日期。The day whose versions in force are searched.' })
  @Property({ type: CalendarDateType })
  asOf!: CalendarDate;

  @Field(() => InstantScalar, { description: '开始时间。When the question was accepted.' })
  @Property({ type: 'timestamptz' })
  startedAt!: Date;

  @Field(() => InstantScalar, { nullable: true, description: '结束时间。When it ended; null while it runs.' })
  @Property({ type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;

  @Field(() => POLICY_EVIDENCE, {
    nullable: true,
    description: '证据强度。Whether the articles found were enough; null until that is known.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  evidence!: PolicyEvidence | null;

  @Field(() => String, {
    nullable: true,
    description: '拒答原因。Why it refused, in Chinese; null unless it did.',
  })
  @Property({ type: 'string', length: 400, nullable: true })
  refusalMessage!: string | null;

  /** What the answer quotes; empty without an answer. */
  @Property({ type: 'json' })
  citations!: StoredCitation[];

  @Field(() => Int, {
    description:
      '输入字符数。Characters read: the question and the articles (a character counts as a token).',
  })
  @Property({ type: 'integer' })
  inputTokens!: number;

  @Field(() => Int, { description: '输出字符数。Characters of the answer (a character counts as a token).' })
  @Property({ type: 'integer' })
  outputTokens!: number;

  @Field(() => Int, {
    nullable: true,
    description: '耗时。Milliseconds from start to end; null while it runs.',
  })
  @Property({ type: 'integer', nullable: true })
  elapsedMs!: number | null;

  /** How often a worker has taken it up; also tells a worker whether the run is still its own. */
  @Property({ type: 'integer' })
  attempts!: number;

  /** Until when the worker that took it up has it; null before. */
  @Property({ type: 'timestamptz', nullable: true })
  claimedUntil!: Date | null;

  @Field(() => METHODS, { description: '回答方式。How the answer is made.' })
  method(): keyof typeof METHODS {
    return 'EXTRACTIVE';
  }
}

export const AgentRunConnection = connectionType(AgentRun);
