import { FileRefused, type RowVerdict } from '#kernel/load/importer';
import { startTestSubgraph, type Asker, type TestSubgraph, type TestSubgraphOptions } from '#test/subgraph';
import { DEMO_POLICY_TEXTS } from '../demo/policy-texts.ts';
import { policyImporter } from '../src/document/policy.importer.ts';
import { subgraph } from '../src/subgraph.ts';

export const PERSON = '018f0000-0000-7000-8000-000000000001';
export const OTHER_PERSON = '018f0000-0000-7000-8000-000000000002';

/** The insured person who asks, unless told otherwise. */
export const asPerson: Asker = { role: 'PERSON', person: PERSON };

/** A knowledge subgraph with the demo's laws imported; on 16 March 2026. */
export async function openLibrary(options: TestSubgraphOptions = {}): Promise<TestSubgraph> {
  const library = await startTestSubgraph(subgraph, options);
  for (const { fileName, text } of DEMO_POLICY_TEXTS) await importLaw(library, fileName, text);
  return library;
}

/** Imports a file in one transaction, as the load command does; `refused` says why nothing of it was kept. */
export async function importLaw(
  library: TestSubgraph,
  fileName: string,
  content: string | Uint8Array,
): Promise<{ verdicts: RowVerdict[]; refused: string | null }> {
  const { kernel } = library.subgraph;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const verdicts: RowVerdict[] = [];
  const file = {
    name: fileName,
    size: bytes.byteLength,
    // Cut where a character may be cut in two.
    async *open() {
      for (let from = 0; from < bytes.byteLength; from += 1000) yield bytes.subarray(from, from + 1000);
    },
  };
  const { outbox, sealer, clock } = kernel;
  try {
    await kernel.transaction(tx =>
      policyImporter.load([file], {
        tx,
        outbox,
        sealer,
        clock,
        report: verdict => void verdicts.push(verdict),
      }),
    );
    return { verdicts, refused: null };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return { verdicts, refused: error.message };
  }
}
