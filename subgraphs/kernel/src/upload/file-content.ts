import { fileTypeFromBuffer } from 'file-type';
import { EncodingScan } from '../load/encoding.ts';
import { FileRefused } from '../load/importer.ts';
import { LARGEST_UNPACKED } from './upload.terms.ts';
import { zipDirectory } from './zip.ts';

export const MEDIA_TYPES = {
  PDF: 'application/pdf',
  PNG: 'image/png',
  JPEG: 'image/jpeg',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  OFD: 'application/ofd',
  XML: 'application/xml',
  CSV: 'text/csv',
} as const;
export type MediaType = (typeof MEDIA_TYPES)[keyof typeof MEDIA_TYPES];

const SIGNED: ReadonlySet<string> = new Set([MEDIA_TYPES.PDF, MEDIA_TYPES.PNG, MEDIA_TYPES.JPEG]);
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
/** The directory of a workbook with a thousand sheets fits here with room to spare. */
const LONGEST_DIRECTORY = 262_144;

/** Tells what a file is as it comes, by its content alone; throws FileRefused as soon as it is nothing that is taken. */
export class FileContent {
  #kind: MediaType | 'ZIP' | 'TEXT' | null = null;
  #text = new EncodingScan();
  #tail = Buffer.alloc(0);
  #isXml = false;

  async feed(piece: Buffer): Promise<void> {
    this.#kind ??= await this.#kindOf(piece);
    if (this.#kind === 'TEXT') this.#asText(() => this.#text.feed(piece));
    if (this.#kind === 'ZIP') {
      this.#tail = Buffer.concat([this.#tail, piece]);
      if (this.#tail.length > LONGEST_DIRECTORY) this.#tail = this.#tail.subarray(-LONGEST_DIRECTORY);
    }
  }

  /** What the file is, once all of it was seen. */
  finish(): MediaType {
    if (this.#kind === null) throw new FileRefused('文件为空');
    if (this.#kind === 'ZIP') return typeOfZip(this.#tail);
    if (this.#kind !== 'TEXT') return this.#kind;
    this.#asText(() => this.#text.finish());
    return this.#isXml ? MEDIA_TYPES.XML : MEDIA_TYPES.CSV;
  }

  async #kindOf(first: Buffer): Promise<MediaType | 'ZIP' | 'TEXT'> {
    if (first.subarray(0, ZIP.length).equals(ZIP)) return 'ZIP';
    const { mime = '' } = (await fileTypeFromBuffer(first)) ?? {};
    if (SIGNED.has(mime)) return mime as MediaType;
    this.#isXml = mime === MEDIA_TYPES.XML;
    return 'TEXT';
  }

  #asText<T>(scan: () => T): T {
    try {
      return scan();
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      throw new FileRefused('只接受 PDF、PNG、JPEG、XLSX、OFD、XML，以及 UTF-8 或 GB18030 编码的 CSV');
    }
  }
}

function typeOfZip(tail: Buffer): MediaType {
  const entries = zipDirectory(tail);
  if (!entries) throw new FileRefused('压缩包不完整');
  if (entries.some(({ encrypted }) => encrypted)) throw new FileRefused('文件已加密');
  if (entries.reduce((sum, { size }) => sum + size, 0) > LARGEST_UNPACKED)
    throw new FileRefused(`解压后超过 ${LARGEST_UNPACKED / 1_000_000} MB`);
  const names = new Set(entries.map(({ name }) => name));
  if (names.has('xl/vbaProject.bin')) throw new FileRefused('工作簿含宏');
  if (names.has('[Content_Types].xml') && names.has('xl/workbook.xml')) return MEDIA_TYPES.XLSX;
  if (names.has('OFD.xml')) return MEDIA_TYPES.OFD;
  throw new FileRefused('压缩包既不是 XLSX 工作簿，也不是 OFD');
}
