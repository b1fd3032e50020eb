import { inflateRawSync } from 'node:zlib';

/** What the directory of a zip says of one of its parts; true only once the part was unpacked. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes of the part unpacked. */
  readonly size: number;
  readonly encrypted: boolean;
  /** 0 as it is, 8 deflated. */
  readonly method: number;
  readonly packedSize: number;
  /** Where the part begins in the whole file. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_LENGTH = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_LENGTH = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const UTF8_NAME = 0x800;

/**
 * The directory of a zip, read from its last bytes and unpacking nothing; null where it is not whole, or larger than a
 * zip32 may be. Source: PKWARE APPNOTE 6.3.10, 4.3.12 and 4.3.16.
 */
export function zipDirectory(tail: Buffer): readonly ZipEntry[] | null {
  const end = endOfDirectory(tail);
  if (end < 0) return null;
  const count = tail.readUInt16LE(end + 10);
  let at = end - tail.readUInt32LE(end + 12);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (at < 0 || at + ENTRY_LENGTH > end || tail.readUInt32LE(at) !== ENTRY_SIGNATURE) return null;
    const flags = tail.readUInt16LE(at + 8);
    const name = at + ENTRY_LENGTH;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(field => tail.readUInt16LE(at + field));
    entries.push({
      name: tail.toString(flags & UTF8_NAME ? 'utf8' : 'latin1', name, name + nameLength!),
      size: tail.readUInt32LE(at + 24),
      encrypted: (flags & ENCRYPTED) !== 0,
      method: tail.readUInt16LE(at + 10),
      packedSize: tail.readUInt32LE(at + 20),
      offset: tail.readUInt32LE(at + 42),
    });
    at = name + nameLength! + extraLength! + commentLength!;
  }
  return at === end ? entries : null;
}

/**
 * A part of a whole zip, unpacked; null where it is not what the directory says, or larger than `largest`: unpacking stops
 * there, whatever the directory said.
 */
export function unzipped(zip: Buffer, entry: ZipEntry, largest: number): Buffer | null {
  const { offset, packedSize, method } = entry;
  if (offset + LOCAL_LENGTH > zip.length || zip.readUInt32LE(offset) !== LOCAL_SIGNATURE) return null;
  const begin = offset + LOCAL_LENGTH + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const packed = zip.subarray(begin, begin + packedSize);
  if (packed.length < packedSize || (method !== STORED && method !== DEFLATED)) return null;
  if (method === STORED) return packed.length <= largest ? packed : null;
  try {
    return inflateRawSync(packed, { maxOutputLength: largest });
  } catch {
    return null;
  }
}

/** Where the record that ends the directory begins; negative where there is none. */
function endOfDirectory(tail: Buffer): number {
  const last = tail.length - END_LENGTH;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at--) {
    if (
      tail.readUInt32LE(at) === END_SIGNATURE &&
      at + END_LENGTH + tail.readUInt16LE(at + 20) === tail.length
    )
      return at;
  }
  return -1;
}
