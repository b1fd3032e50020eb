const TEXT = 0x81;

/** One unmasked text frame of a WebSocket. Source: RFC 6455, 5.2. */
export function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const begin = beginningFor(payload.length);
  const frame = Buffer.allocUnsafe(begin + payload.length);
  writeBeginning(frame, payload.length);
  frame.set(payload, begin);
  return frame;
}

/**
 * A text that thousands get, each with a beginning of their own: most of what a reader costs is its write, so the frame
 * goes out whole in one, and those whose beginnings are equally long are written out of the same memory.
 */
export class SharedFrame {
  readonly #rest: readonly Buffer[];
  #frame: Buffer | null = null;
  #beginning = 0;
  #length = 0;

  /** The parts that follow what each reader's text begins with. */
  constructor(rest: readonly Buffer[]) {
    this.#rest = rest;
  }

  /** The frame for one reader; the memory is written again for the next, unless it was kept. */
  beginningWith(own: Buffer): Buffer {
    if (!this.#frame || this.#length !== own.length) this.#frame = this.#made(own.length);
    this.#frame.set(own, this.#beginning);
    return this.#frame;
  }

  /** The last frame is still to be read: the next gets memory of its own. */
  keep(): void {
    this.#frame = null;
  }

  #made(length: number): Buffer {
    const size = this.#rest.reduce((sum, part) => sum + part.length, length);
    this.#length = length;
    this.#beginning = beginningFor(size);
    const frame = Buffer.allocUnsafe(this.#beginning + size);
    writeBeginning(frame, size);
    let place = this.#beginning + length;
    for (const part of this.#rest) {
      frame.set(part, place);
      place += part.length;
    }
    return frame;
  }
}

/** How long the beginning of a frame is, by the length of its payload. */
function beginningFor(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}

function writeBeginning(frame: Buffer, length: number): void {
  frame[0] = TEXT;
  if (length < 126) {
    frame[1] = length;
  } else if (length < 65_536) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
}
