import type { ChainFault } from '#kernel/audit/chain';
import type { RunningSubgraph } from '#kernel/server/subgraph';
import { CommandRefused } from '../control/lines.ts';

export interface AuditOrder {
  readonly act: 'verify';
}

export interface AuditLine {
  readonly subgraph: string;
  readonly records: number;
  readonly faults: readonly ChainFault[];
}

/** Reads the audit chain of every subgraph of this process; refuses when one of them is broken. */
export async function workAudit(
  _order: AuditOrder,
  subgraphs: readonly Pick<RunningSubgraph, 'name' | 'kernel'>[],
  tell: (line: AuditLine) => void,
): Promise<void> {
  const broken: string[] = [];
  for (const { name, kernel } of subgraphs) {
    const { records, faults } = await kernel.audit.verify();
    tell({ subgraph: name, records, faults });
    if (faults.length > 0) broken.push(name);
  }
  if (broken.length > 0) throw new CommandRefused(`the audit chain is broken in: ${broken.join(', ')}`);
}

/** What an operator reads of one chain. */
export function describeChain({ subgraph, records, faults }: AuditLine): string {
  if (faults.length === 0) return `${subgraph}: ${records} records, the chain is whole`;
  return faults
    .map(({ fault, sequence, upTo, id }) => {
      const place =
        upTo !== undefined && upTo !== sequence ? `records ${sequence} to ${upTo}` : `record ${sequence}`;
      return `${subgraph}: ${place}${id === null ? '' : ` (id ${id})`}: ${fault}`;
    })
    .join('\n');
}
