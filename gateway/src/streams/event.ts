import type { FormattedExecutionResult } from 'graphql';
import { SharedFrame } from '../transports/text-frame.ts';

const BRACE = Buffer.from('}');

/** One event of a stream, serialised once for all its readers. */
export class StreamedEvent {
  readonly result: FormattedExecutionResult;
  readonly cursor: string | null;
  /** What the owner says was missed before it. */
  readonly missed: number;
  /** Events of the owner up to and with this one, those missed included. */
  readonly ordinal: number;
  #json: Buffer | null = null;
  #block: Buffer | null = null;
  #frame: SharedFrame | null = null;

  constructor(result: FormattedExecutionResult, cursor: string | null, missed: number, ordinal: number) {
    this.result = result;
    this.cursor = cursor;
    this.missed = missed;
    this.ordinal = ordinal;
  }

  /** The result as JSON. */
  get json(): Buffer {
    return (this.#json ??= Buffer.from(JSON.stringify(this.result)));
  }

  /** The result as an event of `text/event-stream`. */
  get block(): Buffer {
    return (this.#block ??= Buffer.from(`event: next\ndata: ${this.json.toString()}\n\n`));
  }

  /** The result as the payload of a WebSocket's message, behind the id of each reader. */
  get frame(): SharedFrame {
    return (this.#frame ??= new SharedFrame([this.json, BRACE]));
  }

  /** The same event for a reader who was passed over: `missed` counts for it alone, under each of its names. */
  afterMissing(missed: number, names: readonly string[]): StreamedEvent {
    if (missed === this.missed) return this;
    const [[key, event] = []] = Object.entries(this.result.data ?? {});
    if (!key || !event) return this;
    const told = { ...(event as object), ...Object.fromEntries(names.map(name => [name, missed])) };
    return new StreamedEvent({ ...this.result, data: { [key]: told } }, this.cursor, missed, this.ordinal);
  }
}
