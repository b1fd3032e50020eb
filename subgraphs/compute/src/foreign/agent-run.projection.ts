import type { Logger } from 'pino';
import type { Fact } from '#kernel/events/event';
import type { Projection } from '#kernel/events/projection';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import { dateInShanghai } from '#kernel/vocabulary/calendar';
import { AGENT_RUN_TOPIC, type AgentRunFinished } from '#schema/events/knowledge.events';
import { Source } from '../telemetry/telemetry-source.ts';
import { UsageKind, UsageRecord } from '../usage/usage-record.entity.ts';
import { usageOfRun } from '../usage/usage.rule.ts';
import { USAGE_PRICES } from '../usage/usage.terms.ts';

/** Makes a usage record of every agent run that ended. */
export function agentRunUsage(log: Logger): Projection {
  return {
    name: 'agent-run-usage',
    topic: AGENT_RUN_TOPIC,
    async apply(tx, facts) {
      const ended = facts.filter(fact => fact.name === 'AgentRunFinished');
      const records = ended.flatMap(fact => recordOf(fact, log) ?? []);
      await insertUsage(tx, records);
    },
  };
}

/** The agents of the knowledge subgraph are extractive: they run on the CPU and use no card. */
function recordOf(fact: Fact, log: Logger): UsageRecord | undefined {
  const run = fact.payload as AgentRunFinished;
  const endedAt = new Date(run.finishedAt);
  const usage = usageOfRun(
    {
      engine: 'EXTRACTIVE',
      endedOn: dateInShanghai(endedAt),
      inputTokens: run.inputTokens,
      outputTokens: run.outputTokens,
      gpuMs: 0,
    },
    USAGE_PRICES,
  );
  if (!usage.ok) {
    log.warn(
      { runId: run.runId, refusal: usage.refusal.code },
      'no usage record can be made of an agent run',
    );
    return undefined;
  }
  const { tokens, gpuMs, cost, priceSource } = usage.value;
  return Object.assign(new UsageRecord(), {
    id: newId(),
    kind: UsageKind.AGENT_RUN,
    subject: run.runId,
    personId: run.personId,
    tokens,
    gpuMs: BigInt(gpuMs),
    cost,
    priceSource,
    source: Source.REPORTED,
    recordedAt: endedAt,
  });
}

/** A run that has its record keeps it: the same fact told twice counts once. */
async function insertUsage(tx: EntityManager, records: readonly UsageRecord[]): Promise<void> {
  if (records.length === 0) return;
  await tx.upsertMany(UsageRecord, [...records], {
    onConflictFields: ['kind', 'subject'],
    onConflictAction: 'ignore',
  });
}
