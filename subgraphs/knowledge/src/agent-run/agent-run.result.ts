import { Directive, Field, Float, ID, Int, InputType, ObjectType, createUnionType } from 'type-graphql';
import type { AgentStepName } from '#schema/events/knowledge.events';
import { Refusal } from '#kernel/graphql/refusal';
import { CalendarDateScalar, CursorScalar, InstantScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { AgentRun } from './agent-run.entity.ts';
import { AGENT_STEPS } from './agent-step.entity.ts';

@InputType({ description: '政策提问的输入。A question to the policy agent.' })
export class AskPolicyInput {
  @Field(() => String, { description: '幂等键。The same key with the same question starts one run only.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '问题。At most 500 printable characters; leave out personal data.' })
  question!: string;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '适用日期。Answer from the versions in force on this day; today by default.',
  })
  asOf?: CalendarDate | null;
}

@ObjectType({ description: '提问已受理。The question was accepted; its run goes on after this answer.' })
export class AskPolicySuccess {
  @Field(() => AgentRun, { description: '运行。The run; follow it with agentRunEvents.' })
  run!: AgentRun;
}

@ObjectType({
  implements: Refusal,
  description: '该日无有效法规。No document of the knowledge base is in force on the day.',
})
export class NoPolicyInForceRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '日期。The day asked for.' })
  asOf!: CalendarDate;
}

export const AskPolicyResult = createUnionType({
  name: 'AskPolicyResult',
  description: '政策提问的结果。The run that was started, or why none was.',
  types: () => [AskPolicySuccess, NoPolicyInForceRefusal] as const,
});

@ObjectType({ description: '引用。An article that a run found or quotes, down to the sentence.' })
export class AgentCitation {
  @Field(() => String, {
    description: '出处。Law, version and article: 《社会保险法》（2018-12-29）第三十条.',
  })
  source!: string;

  @Field(() => String, { description: '法规简称。Short title of the law.' })
  documentTitle!: string;

  @Field(() => CalendarDateScalar, { description: '版本日期。Day of adoption of the version cited.' })
  adoptedOn!: CalendarDate;

  @Field(() => String, { description: '条文名。How the article is cited: 第十二条.' })
  label!: string;

  @Field(() => [String], {
    description: '引文。Sentences quoted verbatim; empty while the article is only found.',
  })
  quotation!: readonly string[];

  @Field(() => Float, { description: '得分。Score of the article in this run.' })
  score!: number;

  @Field(() => Boolean, {
    description: '文本是否不全。Whether the imported text of the law breaks off before its end.',
  })
  incomplete!: boolean;

  articleId!: string;
}

@ObjectType({ description: '智能体运行事件。A run took a step.' })
export class AgentRunEvent {
  @Field(() => CursorScalar, { description: '游标。Pass it as `after` to go on behind this event.' })
  cursor!: string;

  @Field(() => Int, {
    description: '遗漏数。Events of the topic lost before this one; 0 unless the kept window was left.',
  })
  missed!: number;

  @Field(() => ID, { description: '运行标识。Id of the run.' })
  runId!: string;

  @Field(() => AGENT_STEPS, { description: '步骤。What the run has just done.' })
  step!: AgentStepName;
}

@Directive('@requiresScopes(scopes: [["knowledge:watch"]])')
@ObjectType({
  description:
    '智能体步骤。A step of some run, for the big screen: neither question nor answer nor who asked.',
})
export class AgentStepTaken {
  @Field(() => CursorScalar, { description: '游标。Pass it as `after` to go on behind this event.' })
  cursor!: string;

  @Field(() => Int, {
    description: '遗漏数。Events of the topic lost before this one; 0 unless the kept window was left.',
  })
  missed!: number;

  @Field(() => ID, { description: '运行标识。Id of the run.' })
  runId!: string;

  @Field(() => AGENT_STEPS, { description: '步骤。What the run has just done.' })
  step!: AgentStepName;

  @Field(() => InstantScalar, { description: '时间。When it was done.' })
  takenAt!: Date;

  @Field(() => Int, { description: '耗时。Milliseconds that it took; of the last step, that the run took.' })
  elapsedMs!: number;
}
