import { FileRefused } from './importer.ts';

/** How the bytes of a text file are to be read. */
export type TextEncodingName = 'utf-8' | 'gb18030';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** After so many well-formed sequences a bad byte is damage in a UTF-8 file, not another encoding. */
const CONVINCING_SEQUENCES = 24;

/** Tells the encoding of a text file from all its bytes; refuses what is neither UTF-8 nor GB18030. */
export async function detectEncoding(chunks: AsyncIterable<Uint8Array>): Promise<TextEncodingName> {
  const scan = new EncodingScan();
  for await (const chunk of chunks) scan.feed(chunk);
  return scan.finish();
}

/**
 * Tells the encoding of a text piece by piece. GB18030 text fails as UTF-8 within its first characters; a file that goes
 * wrong later is a damaged UTF-8 file, and is refused rather than read as gibberish.
 */
export class EncodingScan {
  readonly #utf8 = new Utf8Scan();
  #gb18030: InstanceType<typeof TextDecoder> | null = new TextDecoder('gb18030', { fatal: true });

  /** Looks at the next piece; throws FileRefused as soon as it cannot be text. */
  feed(chunk: Uint8Array): void {
    if (chunk.includes(0)) throw new FileRefused('not a text file: it contains NUL bytes');
    this.#utf8.feed(chunk);
    this.#decode(chunk);
    this.#check();
  }

  finish(): TextEncodingName {
    this.#utf8.finish();
    if (this.#utf8.error === null) return 'utf-8';
    this.#decode();
    this.#check();
    return 'gb18030';
  }

  #decode(chunk?: Uint8Array): void {
    try {
      this.#gb18030?.decode(chunk, { stream: chunk !== undefined });
    } catch {
      this.#gb18030 = null;
    }
  }

  #check(): void {
    const { error, isConvincing } = this.#utf8;
    if (error === null) return;
    if (isConvincing) throw new FileRefused(`damaged UTF-8 text at byte ${error}`);
    if (this.#gb18030 === null) throw new FileRefused('neither UTF-8 nor GB18030 text');
  }
}

/** The same text in UTF-8 without a byte order mark, piece by piece. */
export async function* asUtf8(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TextEncodingName,
): AsyncGenerator<Uint8Array, void, undefined> {
  // A decoder drops the byte order mark.
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield encoder.encode(text);
  }
  const rest = decoder.decode();
  if (rest !== '') yield encoder.encode(rest);
}

/** Checks UTF-8 across pieces, and remembers where it went wrong and how much was right before. */
class Utf8Scan {
  /** Offset of the first bad byte; null while all is well. */
  error: number | null = null;
  private sequences = 0;
  private marked = false;
  private offset = 0;
  private awaited = 0;
  private lowest = 0x80;
  private highest = 0xbf;

  get isConvincing(): boolean {
    return this.marked || this.sequences >= CONVINCING_SEQUENCES;
  }

  feed(chunk: Uint8Array): void {
    if (this.offset === 0 && BYTE_ORDER_MARK.every((byte, index) => chunk[index] === byte))
      this.marked = true;
    if (this.error !== null) return;
    for (const [index, byte] of chunk.entries()) {
      if (!this.accepts(byte)) {
        this.error = this.offset + index;
        return;
      }
    }
    this.offset += chunk.length;
  }

  finish(): void {
    if (this.error === null && this.awaited > 0) this.error = this.offset;
  }

  /** One step of the table of well-formed byte sequences. Source: The Unicode Standard, table 3-7. */
  private accepts(byte: number): boolean {
    if (this.awaited > 0) {
      if (byte < this.lowest || byte > this.highest) return false;
      [this.lowest, this.highest] = [0x80, 0xbf];
      this.awaited -= 1;
      if (this.awaited === 0) this.sequences += 1;
      return true;
    }
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    this.awaited = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    if (byte === 0xe0) this.lowest = 0xa0;
    if (byte === 0xed) this.highest = 0x9f;
    if (byte === 0xf0) this.lowest = 0x90;
    if (byte === 0xf4) this.highest = 0x8f;
    return true;
  }
}
