import {
  Arg,
  Args,
  Ctx,
  Directive,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import type { AgentStepName } from '#schema/events/knowledge.events';
import { ConnectionArguments, type Connection } from '#kernel/graphql/connection';
import { CursorScalar } from '#kernel/graphql/scalars';
import { Article } from '../document/article.entity.ts';
import { InsuredPerson } from '../foreign/insured-person.ts';
import type { KnowledgeContext } from '../services.ts';
import { AgentRun, AgentRunConnection } from './agent-run.entity.ts';
import {
  AgentCitation,
  AgentRunEvent,
  AgentStepTaken,
  AskPolicyInput,
  AskPolicyResult,
} from './agent-run.result.ts';
import { AgentStep } from './agent-step.entity.ts';
import { answerText, citationText, EXTRACTIVE_NOTICE, type StoredCitation } from './citation.rule.ts';

const KNOWLEDGE_ASK = '@requiresScopes(scopes: [["knowledge:ask"]])';

@Resolver(() => AgentRun)
export class AgentRunResolver {
  @Directive(KNOWLEDGE_ASK)
  @Query(() => AgentRun, {
    nullable: true,
    description:
      '智能体运行。One run; null when there is none with this id, FORBIDDEN when it is another person’s.',
  })
  agentRun(
    @Arg('id', () => ID, { description: '标识。Id of the run.' }) id: string,
    @Ctx() context: KnowledgeContext,
  ): Promise<AgentRun | null> {
    return context.services.agentRuns.run(id, context);
  }

  @Directive(KNOWLEDGE_ASK)
  @Directive('@cost(weight: 500)')
  @Mutation(() => AskPolicyResult, {
    description:
      '政策提问。Starts a run that retrieves, selects and answers by quoting the laws; follow it with agentRunEvents.',
  })
  askPolicy(
    @Arg('input', () => AskPolicyInput, { description: '输入。The question and its idempotency key.' })
    input: AskPolicyInput,
    @Ctx() context: KnowledgeContext,
  ): Promise<typeof AskPolicyResult> {
    return context.services.agentRuns.ask(input, context.principal) as Promise<typeof AskPolicyResult>;
  }

  @Directive(KNOWLEDGE_ASK)
  @Subscription(() => AgentRunEvent, {
    description:
      '智能体运行事件。The steps of a run from its first, as they happen; ends with the run. Resumes exactly.',
    subscribe: ({ args, context }) => {
      const { runId, after } = args as { runId: string; after?: string | null };
      const asked = context as unknown as KnowledgeContext;
      return asked.services.agentRuns.events(runId, after ?? null, asked);
    },
  })
  agentRunEvents(
    @Root() event: AgentRunEvent,
    @Arg('runId', () => ID, { description: '运行标识。Id of the run.' }) _runId: string,
    @Arg('after', () => CursorScalar, { nullable: true, description: '起始游标。Go on behind this event.' })
    _after: string | null,
  ): AgentRunEvent {
    return event;
  }

  @Directive('@requiresScopes(scopes: [["knowledge:watch"]])')
  @Subscription(() => AgentStepTaken, {
    description: '智能体步骤流。Steps of all runs as they happen, without what was asked or by whom.',
    subscribe: ({ args, context }) => {
      const { after } = args as { after?: string | null };
      return (context as unknown as KnowledgeContext).services.agentRuns.steps(after ?? null);
    },
  })
  agentStepTaken(
    @Root() event: AgentStepTaken,
    @Arg('after', () => CursorScalar, { nullable: true, description: '起始游标。Go on behind this event.' })
    _after: string | null,
  ): AgentStepTaken {
    return event;
  }

  @FieldResolver(() => InsuredPerson, {
    nullable: true,
    description: '提问人。The insured person who asked; null for staff.',
  })
  person(@Root() run: AgentRun): InsuredPerson | null {
    return run.personId === null ? null : Object.assign(new InsuredPerson(), { id: run.personId });
  }

  @FieldResolver(() => [AgentStep], { description: '步骤。Its steps so far, in order; at most four.' })
  steps(@Root() run: AgentRun, @Ctx() context: KnowledgeContext): Promise<AgentStep[]> {
    return context.services.agentRuns.stepsOf(run.id, context);
  }

  @FieldResolver(() => [AgentCitation], {
    description: '引用。The articles that the answer quotes; at most three.',
  })
  citations(@Root() run: AgentRun): AgentCitation[] {
    return run.citations.map(published);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: '回答。The notice and the quotations as one text; null unless the run has answered.',
  })
  answer(@Root() run: AgentRun): string | null {
    return run.state === 'ANSWERED' ? answerText(run.citations) : null;
  }

  @FieldResolver(() => String, {
    description: '声明。Says that the answer is extractive and that no language model is at work.',
  })
  notice(): string {
    return EXTRACTIVE_NOTICE;
  }
}

@Resolver(() => AgentStep)
export class AgentStepResolver {
  @FieldResolver(() => [AgentCitation], {
    description: '引用。What the step found or quotes; at most five articles.',
  })
  citations(@Root() step: AgentStep): AgentCitation[] {
    return step.citations.map(published);
  }
}

@Resolver(() => AgentCitation)
export class AgentCitationResolver {
  @FieldResolver(() => Article, {
    nullable: true,
    description: '条文。The article as it is stored now; null when a later import has removed it.',
  })
  article(@Root() citation: AgentCitation, @Ctx() context: KnowledgeContext): Promise<Article | null> {
    return context.services.documents.article(citation.articleId, context);
  }
}

@Resolver(() => AgentRunEvent)
export class AgentRunEventResolver {
  @FieldResolver(() => AgentRun, { nullable: true, description: '运行。The run as it stands now.' })
  run(@Root() event: AgentRunEvent, @Ctx() context: KnowledgeContext): Promise<AgentRun | null> {
    return context.services.agentRuns.run(event.runId, context);
  }

  @FieldResolver(() => AgentStep, {
    nullable: true,
    description: '步骤详情。When it was taken, and what it found or quotes.',
  })
  async detail(@Root() event: AgentRunEvent, @Ctx() context: KnowledgeContext): Promise<AgentStep | null> {
    return stepNamed(await context.services.agentRuns.stepsOf(event.runId, context), event.step);
  }

  @FieldResolver(() => [AgentCitation], {
    description: '引用。What this step found or quotes; at most five articles.',
  })
  async citations(@Root() event: AgentRunEvent, @Ctx() context: KnowledgeContext): Promise<AgentCitation[]> {
    const step = stepNamed(await context.services.agentRuns.stepsOf(event.runId, context), event.step);
    return (step?.citations ?? []).map(published);
  }
}

@Resolver(() => InsuredPerson)
export class PersonAgentRunsResolver {
  @Directive(KNOWLEDGE_ASK)
  @FieldResolver(() => AgentRunConnection, {
    nullable: true,
    description: '提问记录。Runs that the person has started, the newest first.',
  })
  agentRuns(
    @Root() person: InsuredPerson,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: KnowledgeContext,
  ): Promise<Connection<AgentRun>> {
    return context.services.agentRuns.runsOf(person.id, page, context);
  }
}

function stepNamed(steps: readonly AgentStep[], name: AgentStepName): AgentStep | null {
  return steps.find(({ step }) => step === name) ?? null;
}

function published(citation: StoredCitation): AgentCitation {
  const { articleId, documentTitle, adoptedOn, label, score, sentences, incomplete } = citation;
  return Object.assign(new AgentCitation(), {
    articleId,
    documentTitle,
    adoptedOn,
    label,
    score,
    incomplete,
    source: citationText(citation),
    quotation: sentences,
  });
}
