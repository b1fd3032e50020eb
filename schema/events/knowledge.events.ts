import type { DomainEvent } from '#kernel/events/event';

/** Runs of agents: begun, each step, ended. The aggregate is the run. Neither question nor answer travels. */
export const AGENT_RUN_TOPIC = 'knowledge.agent-run';

export type AgentStepName = 'STARTED' | 'RETRIEVED' | 'SELECTED' | 'ANSWERED' | 'REFUSED' | 'FAILED';

/** A question was accepted; its run begins. */
export interface AgentRunStarted {
  readonly runId: string;
  /** Who asked; null for staff. */
  readonly personId: string | null;
  readonly agent: 'POLICY';
  readonly step: 'STARTED';
}

/** The run took a step. Tokens are characters: no language model is at work. */
export interface AgentStepTaken {
  readonly runId: string;
  readonly personId: string | null;
  readonly agent: 'POLICY';
  readonly step: 'RETRIEVED' | 'SELECTED';
  /** Characters that the step read. */
  readonly inputTokens: number;
  /** Characters that the step wrote. */
  readonly outputTokens: number;
  readonly elapsedMs: number;
}

/** The run ended; the counts are those of the whole run. */
export interface AgentRunFinished {
  readonly runId: string;
  readonly personId: string | null;
  readonly agent: 'POLICY';
  readonly step: 'ANSWERED' | 'REFUSED' | 'FAILED';
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly elapsedMs: number;
  /** Instant of the end, ISO 8601 in UTC. */
  readonly finishedAt: string;
}

export type AgentRunEvent = (
  | DomainEvent<'AgentRunStarted', AgentRunStarted>
  | DomainEvent<'AgentStepTaken', AgentStepTaken>
  | DomainEvent<'AgentRunFinished', AgentRunFinished>
) & { readonly topic: typeof AGENT_RUN_TOPIC; readonly version: 1 };

/** Laws in the knowledge base. The aggregate is the document. */
export const DOCUMENT_TOPIC = 'knowledge.document';

/** A version of a law was imported or its text changed. */
export interface DocumentImported {
  readonly documentId: string;
  readonly versionId: string;
  readonly articles: number;
}

export type DocumentImportedEvent = DomainEvent<'DocumentImported', DocumentImported> & {
  readonly topic: typeof DOCUMENT_TOPIC;
  readonly version: 1;
};
