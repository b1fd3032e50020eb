import type { EntityManager } from '#kernel/persistence/database';
import type { Fact } from '#kernel/events/event';
import type { Projection } from '#kernel/events/projection';
import { QUALIFICATION_TOPIC, SETTLEMENT_TOPIC } from '#schema/events/settlement.events';
import { Qualification } from '../qualification/qualification.entity.ts';
import { payments } from '../settlement/split.rule.ts';
import { Settlement } from '../settlement/settlement.entity.ts';
import { readTrace } from '../settlement/stored-benefit.ts';
import { writeRecords, type WrittenRecord } from './exchange.store.ts';
import { PARTNERS, setOf, type Partner, type RecordContent } from './exchange.sets.ts';

type Payload = Readonly<Record<string, unknown>>;

function pick(payload: Payload, fields: readonly string[]): RecordContent {
  return Object.fromEntries(fields.map(field => [field, payload[field] ?? null]));
}

/** Records made of the payloads of one kind of fact, in their order. */
function ofPayload(
  name: string,
  topic: string,
  fact: string,
  recordOf: (payload: Payload) => Omit<WrittenRecord, 'version' | 'origin'>,
): Projection {
  const origin = null;
  return {
    name,
    topic,
    apply: (tx, facts) =>
      writeRecords(
        tx,
        facts
          .filter(entry => entry.name === fact)
          .map(entry => ({ ...recordOf(entry.payload as Payload), version: null, origin })),
      ),
  };
}

const PERSON = [
  ...['personId', 'scheme', 'personGroup', 'state', 'coverFrom', 'coverTo'],
  ...['waitingState', 'benefitsFrom', 'region'],
];

async function settlementRecords(tx: EntityManager, facts: readonly Fact[]): Promise<void> {
  const ids = [...new Set(facts.map(fact => String((fact.payload as Payload)['settlementId'])))];
  const settlements = await tx.find(Settlement, { id: { $in: ids } });
  await writeRecords(
    tx,
    settlements.map(settlement => ({
      set: 'SETTLEMENT_RESULT',
      code: settlement.id,
      version: null,
      origin: null,
      content: {
        ...pick(settlement as unknown as Payload, [
          ...['claimId', 'personId', 'institutionCode', 'scheme', 'personGroup', 'visitType', 'channel'],
          ...['state', 'settledOn'],
        ]),
        total: settlement.total.toString(),
        payments: Object.fromEntries(
          payments(readTrace(settlement.trace)).map(({ payer, amount }) => [payer, amount.toString()]),
        ),
      },
    })),
  );
}

async function registerRecords(tx: EntityManager, facts: readonly Fact[]): Promise<void> {
  const ids = [...new Set(facts.map(fact => String((fact.payload as Payload)['qualificationId'])))];
  const entries = await tx.find(Qualification, { id: { $in: ids } });
  await writeRecords(
    tx,
    entries.map(({ code, version, kind, personId, qualifier, firstDay, lastDay, registeredBy }) => ({
      set: setOf(kind),
      code,
      version,
      content: { personId, qualifier, firstDay, lastDay },
      origin: PARTNERS.includes(registeredBy as Partner) ? (registeredBy as Partner) : null,
    })),
  );
}

/** What becomes a record of the exchange, out of the facts that this and other subgraphs tell. */
export const EXCHANGED: readonly Projection[] = [
  ofPayload('exchange-enrolment', 'insured.enrolment', 'EnrolmentChanged', payload => ({
    set: 'ENROLLED_PERSON',
    code: String(payload['enrolmentId']),
    content: pick(payload, PERSON),
  })),
  ofPayload('exchange-institution', 'inspection.institution', 'InstitutionRegistered', payload => ({
    set: 'INSTITUTION_ADMISSION',
    code: String(payload['code']),
    content: pick(payload, ['level', 'kind', 'region', 'state']),
  })),
  { name: 'exchange-settlement', topic: SETTLEMENT_TOPIC, apply: settlementRecords },
  { name: 'exchange-qualification', topic: QUALIFICATION_TOPIC, apply: registerRecords },
];
