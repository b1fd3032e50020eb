import { groupedBy } from '#kernel/graphql/context';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { QUALIFICATION_TOPIC, type QualificationRegistered } from '#schema/events/settlement.events';
import { EnrolmentCopy } from '../foreign/enrolment-copy.entity.ts';
import { Qualification } from './qualification.entity.ts';
import { checkQualification, type QualificationFacts } from './qualification.rule.ts';

export type QualificationVerdict =
  | { readonly verdict: 'ACCEPTED' | 'DUPLICATE' | 'OUTDATED' }
  | { readonly verdict: 'REFUSED'; readonly reason: string };

/**
 * Enters facts into the registers, in their order, with a verdict for each: a higher version replaces a lower one, the
 * same version again is a duplicate, a lower one outdated. The same number of statements for one fact as for thousands.
 */
export async function registerQualifications(
  kernel: Kernel,
  tx: EntityManager,
  facts: readonly QualificationFacts[],
  registeredBy: string,
): Promise<QualificationVerdict[]> {
  const personIds = [...new Set(facts.map(fact => fact.personId))];
  const codes = [...new Set(facts.map(fact => fact.code))];
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', ['settlement:qualifications']);
  const enrolments = groupedBy(
    personIds,
    await tx.find(EnrolmentCopy, { personId: { $in: personIds } }),
    row => row.personId,
  );
  const enrolmentsOf = new Map(personIds.map((id, at) => [id, enrolments[at] ?? []]));
  const known = await tx.find(Qualification, { code: { $in: codes } });
  const standing = new Map<string, Qualification>(known.map(row => [row.code, row]));
  const changed = new Map<string, Qualification>();
  const verdicts = facts.map((fact): QualificationVerdict => {
    const current = standing.get(fact.code);
    if (current && current.version === fact.version) return { verdict: 'DUPLICATE' };
    if (current && current.version > fact.version) return { verdict: 'OUTDATED' };
    if (current && (current.personId !== fact.personId || current.kind !== fact.kind))
      return { verdict: 'REFUSED', reason: '该业务编码属于其他参保人或其他类别' };
    const fits = checkQualification(fact, enrolmentsOf.get(fact.personId) ?? []);
    if (!fits.ok) return { verdict: 'REFUSED', reason: fits.refusal.message };
    const row = { id: current?.id ?? newId(), ...fact, registeredBy };
    standing.set(fact.code, row);
    changed.set(fact.code, row);
    return { verdict: 'ACCEPTED' };
  });
  const rows = [...changed.values()];
  if (rows.length === 0) return verdicts;
  const replaced = known.filter(({ code }) => changed.has(code)).map(({ id }) => id);
  if (replaced.length > 0) await tx.nativeDelete(Qualification, { id: { $in: replaced } });
  await bulkInsert(tx, Qualification, rows);
  await kernel.outbox.add(
    tx,
    rows.map(({ id, code, version, kind, personId }) => ({
      topic: QUALIFICATION_TOPIC,
      name: 'QualificationRegistered',
      version: 1,
      aggregateId: id,
      payload: { qualificationId: id, code, version, kind, personId } satisfies QualificationRegistered,
    })),
  );
  await kernel.audit.record(tx, {
    action: 'registerQualifications',
    details: { rows: rows.length, codes: rows.slice(0, 50).map(({ code }) => code), registeredBy },
  });
  return verdicts;
}

/**
 * Puts a version of an entry back to what it replaced, or takes it out of its register; for the roll-back of what came
 * in. What another version has replaced since stays.
 */
export async function restoreQualification(
  tx: EntityManager,
  { code, version }: Pick<QualificationFacts, 'code' | 'version'>,
  before: {
    readonly version: number;
    readonly content: Readonly<Record<string, unknown>>;
    readonly origin: string | null;
  } | null,
): Promise<void> {
  if (!before) {
    await tx.nativeDelete(Qualification, { code, version });
    return;
  }
  const { personId, qualifier, firstDay, lastDay } = before.content as unknown as QualificationFacts;
  const facts = { version: before.version, personId, qualifier, firstDay, lastDay };
  await tx.nativeUpdate(
    Qualification,
    { code, version },
    { ...facts, registeredBy: before.origin ?? 'rollback' },
  );
}
