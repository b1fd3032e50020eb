import type { DemoWorld } from '../../../ops/demo/world.types.ts';
import { defineSubgraph } from '#kernel/server/subgraph';
import { loadDemo } from '../demo/demo.ts';
import { migrations } from '../migrations/index.ts';
import { AgentRun } from './agent-run/agent-run.entity.ts';
import {
  AgentCitationResolver,
  AgentRunEventResolver,
  AgentRunResolver,
  AgentStepResolver,
  PersonAgentRunsResolver,
} from './agent-run/agent-run.resolver.ts';
import { AskPolicySuccess, NoPolicyInForceRefusal } from './agent-run/agent-run.result.ts';
import { AgentRunService } from './agent-run/agent-run.service.ts';
import { AgentRunWorker } from './agent-run/agent-run.worker.ts';
import { AgentStep } from './agent-run/agent-step.entity.ts';
import { Article } from './document/article.entity.ts';
import { DocumentVersion } from './document/document-version.entity.ts';
import { Document } from './document/document.entity.ts';
import {
  ArticleResolver,
  DocumentResolver,
  DocumentVersionResolver,
  KnowledgeBaseResolver,
} from './document/document.resolver.ts';
import { DocumentService } from './document/document.service.ts';
import { KnowledgeBase } from './document/knowledge-base.entity.ts';
import { policyImporter } from './document/policy.importer.ts';
import { PolicyIndexes } from './search/policy-index.ts';
import { PolicySearchResolver } from './search/policy-search.resolver.ts';
import { PolicySearchService } from './search/policy-search.service.ts';
import type { KnowledgeServices } from './services.ts';

/** The knowledge subgraph: laws, their search, and the agents that answer from them. */
export const subgraph = defineSubgraph<KnowledgeServices, DemoWorld>({
  name: 'knowledge',
  entities: [KnowledgeBase, Document, DocumentVersion, Article, AgentRun, AgentStep],
  migrations,
  resolvers: [
    KnowledgeBaseResolver,
    DocumentResolver,
    DocumentVersionResolver,
    ArticleResolver,
    PolicySearchResolver,
    AgentRunResolver,
    AgentStepResolver,
    AgentCitationResolver,
    AgentRunEventResolver,
    PersonAgentRunsResolver,
  ],
  orphanedTypes: [AskPolicySuccess, NoPolicyInForceRefusal],
  references: {
    KnowledgeBase: ({ id }, context) => context.services.documents.knowledgeBase(String(id), context),
    Document: ({ id }, context) => context.services.documents.document(String(id), context),
    AgentRun: ({ id }, context) => context.services.agentRuns.reference(String(id), context),
    InsuredPerson: reference => reference,
  },
  services(kernel) {
    const documents = new DocumentService(kernel.cursors);
    const indexes = new PolicyIndexes(kernel.em, kernel.bus, kernel.log);
    const worker = new AgentRunWorker(kernel, indexes);
    return {
      documents,
      indexes,
      worker,
      search: new PolicySearchService(indexes, documents, kernel.cursors, kernel.clock),
      agentRuns: new AgentRunService(kernel, worker),
      clock: kernel.clock,
    };
  },
  tasks: services => [services.indexes, services.worker],
  importers: () => [policyImporter],
  demo: loadDemo,
});
