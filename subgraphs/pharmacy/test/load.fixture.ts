import type { Importer, RowVerdict } from '#kernel/load/importer';
import type { TestSubgraph } from '#test/subgraph';

export interface Loaded {
  readonly verdicts: readonly RowVerdict[];
  /** How many rows got each verdict. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Loads one file as the load command would: in one transaction, with the importer that understands its name. */
export async function loadFile(
  graph: TestSubgraph,
  kind: Importer['kind'],
  name: string,
  text: string,
): Promise<Loaded> {
  const { importers, kernel } = graph.subgraph;
  const importer = importers.find(each => each.kind === kind && each.accepts(name));
  if (!importer) throw new Error(`nothing understands ${name}`);
  const bytes = new TextEncoder().encode(text);
  const verdicts: RowVerdict[] = [];
  const file = { name, size: bytes.length, open: () => inPieces(bytes) };
  await kernel.transaction(tx =>
    importer.load([file], {
      tx,
      outbox: kernel.outbox,
      sealer: kernel.sealer,
      clock: kernel.clock,
      report: verdict => void verdicts.push(verdict),
    }),
  );
  const counts: Record<string, number> = {};
  for (const { verdict } of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return { verdicts, counts };
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 1000) yield bytes.subarray(from, from + 1000);
}
