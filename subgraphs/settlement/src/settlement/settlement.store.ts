import { insertAtCommit, writeAtCommit } from '#kernel/persistence/at-commit';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { movements, type LedgerKey } from '../accumulator/accumulator.store.ts';
import type { Benefit } from '../benefit/benefit.rule.ts';
import type { StoredBasis } from './basis.ts';
import type { SettlementCase } from './settlement-case.ts';
import { claimSettled, movementOf } from './settlement-record.ts';
import { Settlement } from './settlement.entity.ts';
import { STATEMENT } from './statement.signed.ts';
import { storeMovements, storeTrace } from './stored-benefit.ts';
import { countedMinute } from '../volume/volume.store.ts';

/**
 * Keeps what a case was settled to, moves the accumulators and says so, all at the commit; the caller locked the ledger
 * before it opened the case, and reads none of it in this transaction.
 */
export async function saveSettlement(
  kernel: Kernel,
  tx: EntityManager,
  { claim, visit, facts, ledger, items, lastSequence }: SettlementCase,
  benefit: Benefit,
  by: { readonly msgid: string | null; readonly basis: StoredBasis },
): Promise<Settlement> {
  const settlement: Settlement = {
    id: newId(),
    claimId: claim.id,
    visitId: visit.id,
    personId: claim.personId,
    institutionCode: claim.institutionCode,
    institutionRegion: claim.institutionRegion,
    kind: 'NORMAL',
    state: 'SETTLED',
    channel: visit.channel,
    opposesId: null,
    monthlySettlementId: null,
    scheme: facts.subject.scheme,
    personGroup: facts.subject.personGroup,
    visitType: facts.subject.visitType,
    entitlement: facts.entitlement,
    settledOn: facts.settledOn,
    settledAt: kernel.clock.now(),
    total: benefit.total,
    fundPaid: benefit.fundPaid,
    accountPaid: benefit.accountPaid,
    commercialPaid: benefit.commercialPaid,
    cashPaid: benefit.cashPaid,
    trace: storeTrace(benefit.trace),
    moved: storeMovements(benefit.moved),
    sequence: lastSequence + 1,
    ...by,
  };
  await insertAtCommit(tx, Settlement, [settlement]);
  for (const write of movements(ledger, benefit.moved)) await writeAtCommit(tx, write);
  await writeAtCommit(tx, countedMinute(settlement));
  await kernel.signatures.sign(tx, STATEMENT, settlement.id, settlement);
  await kernel.audit.record(tx, movementOf(settlement));
  await kernel.outbox.add(tx, [claimSettled(settlement, visit.physicianCode, items)]);
  return settlement;
}

/** The next place among the records of a person's year; the ledger is locked by the caller. */
export async function nextSequence(tx: EntityManager, ledger: LedgerKey): Promise<number> {
  const [last] = await tx.find(Settlement, recordsOf(ledger), {
    orderBy: { sequence: 'desc' },
    limit: 1,
    fields: ['sequence'],
  });
  return (last?.sequence ?? 0) + 1;
}

/** The settlements of a person's year that count. */
export function livingSettlements(tx: EntityManager, ledger: LedgerKey): Promise<Settlement[]> {
  return tx.find(Settlement, { ...recordsOf(ledger), kind: 'NORMAL', state: 'SETTLED' });
}

function recordsOf({ personId, scheme, year }: LedgerKey) {
  return { personId, scheme, settledOn: { $gte: `${year}-01-01`, $lte: `${year}-12-31` } };
}
