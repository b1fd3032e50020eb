import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { ImportKind } from '#kernel/load/importer';
import type { ControlAddress } from '../control/control.ts';
import type { FileReport, LoadEvent, LoadReport } from './report.ts';

const BROKEN_OFF = 'broken off; the file that was being read is left out, the files before it are kept';

/** The running system did not do what it was asked. */
export class LoadFailed extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'LoadFailed';
  }
}

/** Lets a running system load files of this machine, and passes on what it tells meanwhile. */
export async function askToLoad(
  control: ControlAddress,
  order: { readonly kind: ImportKind; readonly paths: readonly string[] },
  tell: (event: LoadEvent) => void,
  signal: AbortSignal,
): Promise<LoadReport> {
  const response = await fetch(`${control.url}/load`, {
    method: 'POST',
    headers: { ...control.headers, 'content-type': 'application/json' },
    body: JSON.stringify(order),
    signal,
  }).catch((error: unknown) => {
    throw new LoadFailed(
      signal.aborted ? BROKEN_OFF : `the running system cannot be asked: ${String(error)}`,
    );
  });
  if (!response.ok || !response.body) {
    const { error } = (await response.json().catch(() => ({}))) as { error?: string };
    throw new LoadFailed(error ?? `the running system answered ${response.status}`);
  }
  const files: FileReport[] = [];
  const lines = createInterface({ input: Readable.fromWeb(response.body as ReadableStream<Uint8Array>) });
  try {
    for await (const line of lines) {
      const event = JSON.parse(line) as LoadEvent;
      tell(event);
      if (event.type === 'file') files.push(event.report);
    }
  } catch {
    throw new LoadFailed(
      signal.aborted
        ? BROKEN_OFF
        : 'the running system stopped during the load; what it reported until then is kept',
    );
  }
  return { kind: order.kind, files };
}
