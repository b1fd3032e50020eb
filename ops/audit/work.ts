import { z } from 'zod';
import type { AuditTrail } from '#kernel/audit/audit-trail';
import type { ChainFault } from '#kernel/audit/chain';
import type { Checkpoint } from '#kernel/audit/checkpoint';
import { lineOf, type Statement } from '#kernel/audit/export';
import { CommandRefused, type Tell } from '../control/lines.ts';

/** One audit chain of this process. */
export interface NamedTrail {
  readonly name: string;
  readonly trail: AuditTrail;
}

export const AUDIT_ORDER = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('verify'), kept: z.array(z.custom<Checkpoint>()) }),
  z.strictObject({ act: z.literal('checkpoint') }),
  z.strictObject({
    act: z.literal('export'),
    /** All without any. */
    chains: z.array(z.string()),
    from: z.iso.datetime().nullable(),
  }),
]);
export type AuditOrder = z.infer<typeof AUDIT_ORDER>;

export type AuditLine =
  | { readonly verified: VerifiedChain }
  | { readonly checkpoint: Checkpoint }
  | { readonly exported: { readonly chain: string; readonly lines: readonly string[] } }
  | { readonly statement: Statement };

export interface VerifiedChain {
  readonly chain: string;
  readonly records: number;
  readonly checkpoints: number;
  readonly faults: readonly ChainFault[];
}

/** Does an `audit` command on the chains of this process. */
export async function workAudit(
  order: AuditOrder,
  { trails }: { readonly trails: readonly NamedTrail[] },
  tell: Tell<AuditLine>,
): Promise<void> {
  if (order.act === 'verify') return verifyChains(order.kept, trails, tell);
  for (const { name, trail } of trails) {
    if (order.act === 'checkpoint') {
      const checkpoint = await trail.checkpoint();
      if (checkpoint) await tell({ checkpoint });
    } else if (order.chains.length === 0 || order.chains.includes(name)) {
      await exportChain(name, trail, order.from, tell);
    }
  }
}

/** Reads every chain; refuses when one of them is broken. */
async function verifyChains(
  kept: readonly Checkpoint[],
  trails: readonly NamedTrail[],
  tell: Tell<AuditLine>,
): Promise<void> {
  const broken: string[] = [];
  for (const { name, trail } of trails) {
    const report = await trail.verify(kept);
    await tell({ verified: { chain: name, ...report } });
    if (report.faults.length > 0) broken.push(name);
  }
  if (broken.length > 0) throw new CommandRefused(`the audit chain is broken in: ${broken.join(', ')}`);
}

async function exportChain(
  chain: string,
  trail: AuditTrail,
  from: string | null,
  tell: Tell<AuditLine>,
): Promise<void> {
  const part = trail.chained(from === null ? null : new Date(from));
  for (;;) {
    const { value, done } = await part.next();
    if (done) {
      if (value) await tell({ statement: value });
      return;
    }
    await tell({ exported: { chain, lines: value.map(record => lineOf(chain, record)) } });
  }
}

/** What an operator reads of one chain. */
export function describeChain({ chain, records, checkpoints, faults }: VerifiedChain): string {
  if (faults.length === 0)
    return `${chain}: ${records} records, ${checkpoints} signed checkpoints, the chain is whole`;
  return faults
    .map(
      ({ fault, sequence, upTo, id }) =>
        `${chain}: ${placeOf(sequence, upTo)}${id === null ? '' : ` (id ${id})`}: ${fault}`,
    )
    .join('\n');
}

/** A place in a chain, or the places from–to, in words. */
export function placeOf(sequence: number, upTo?: number): string {
  return upTo !== undefined && upTo !== sequence ? `records ${sequence} to ${upTo}` : `record ${sequence}`;
}
