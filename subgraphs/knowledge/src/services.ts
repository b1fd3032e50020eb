import type { SubgraphContext } from '#kernel/graphql/context';
import type { Clock } from '#kernel/vocabulary/calendar';
import type { AgentRunService } from './agent-run/agent-run.service.ts';
import type { AgentRunWorker } from './agent-run/agent-run.worker.ts';
import type { DocumentService } from './document/document.service.ts';
import type { PolicyIndexes } from './search/policy-index.ts';
import type { PolicySearchService } from './search/policy-search.service.ts';

/** The long-lived services of the subgraph. */
export interface KnowledgeServices {
  readonly documents: DocumentService;
  readonly indexes: PolicyIndexes;
  readonly search: PolicySearchService;
  readonly agentRuns: AgentRunService;
  readonly worker: AgentRunWorker;
  readonly clock: Clock;
}

export type KnowledgeContext = SubgraphContext<KnowledgeServices>;
