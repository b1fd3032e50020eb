import { createHash, randomUUID } from 'node:crypto';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { badUserInput, conflict, notFound, rateLimited } from '../graphql/errors.ts';
import type { Principal } from '../identity/principal.ts';
import { FileRefused } from '../load/importer.ts';
import { transaction, type EntityManager, type Row } from '../persistence/database.ts';
import { isId, newId } from '../persistence/id.ts';
import { SealBroken } from '../sensitive/envelope.ts';
import type { Sealed } from '../sensitive/sealed.ts';
import type { Sealer } from '../sensitive/sealer.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { FileContent, type MediaType } from './file-content.ts';
import { Upload, UploadChunk } from './upload.entity.ts';
import {
  ARRIVAL_MINUTES,
  LARGEST_UPLOAD,
  MOST_WAITING,
  UPLOAD_HOURS,
  UPLOAD_REMEMBERED_DAYS,
} from './upload.terms.ts';

/** Clear bytes of one chunk: whole groups of base64, and short enough that a batch of them is turned to new keys at once. */
const CHUNK = 49_152;
/** What is gathered of a sender before it is kept, in one statement. */
const PIECE = 8 * CHUNK;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A file that waits for the mutation that names its handle, or that another one has taken. */
export interface UploadedFile {
  readonly id: string;
  readonly mediaType: MediaType;
  readonly size: number;
  /** SM3 of the whole, in hex. */
  readonly digest: string;
  readonly used: boolean;
}

export interface UploadParts {
  readonly name: string;
  readonly em: () => EntityManager;
  readonly sealer: Sealer;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

/**
 * Where files wait, sealed, between `POST /upload` and the mutation that takes them: their uploader's own for a day. What
 * is refused or does not arrive whole leaves nothing behind. Decision 0048.
 */
export class UploadRoom {
  readonly #parts: UploadParts;

  constructor(parts: UploadParts) {
    this.#parts = parts;
  }

  /**
   * Takes a file as it comes, and answers its handle. BAD_USER_INPUT for what is no file that is taken, or does not
   * arrive whole; RATE_LIMITED when too much of the uploader's waits already.
   */
  async receive({ subject }: Principal, bytes: AsyncIterable<Uint8Array>): Promise<string> {
    const { clock } = this.#parts;
    const id = randomUUID();
    const createdAt = clock.now();
    await transaction(this.#parts.em(), async tx => {
      await this.#requireRoom(tx, subject, createdAt);
      const expiresAt = new Date(createdAt.getTime() + ARRIVAL_MINUTES * MINUTE);
      const unknown = { mediaType: null, size: null, digest: null, usedAt: null };
      await tx.insert(Upload, { id, owner: subject, ...unknown, createdAt, expiresAt });
    });
    try {
      await this.#arrive(id, bytes);
      return id;
    } catch (error) {
      await this.#forget(id);
      if (error instanceof FileRefused) throw badUserInput({ file: error.message });
      throw error;
    }
  }

  /** The file of a handle; NOT_FOUND for one that is not the asker's own, CONFLICT for one that has expired. */
  async find({ subject }: Principal, handle: string): Promise<UploadedFile> {
    const found = isId(handle)
      ? await this.#parts.em().findOne(Upload, { id: handle, owner: subject })
      : null;
    const { mediaType = null, size = null, digest = null, usedAt = null } = found ?? {};
    if (!found || mediaType === null || size === null || digest === null) throw notFound('上传的文件');
    if (usedAt === null && found.expiresAt <= this.#parts.clock.now())
      throw conflict(`上传的文件已过期：须在${UPLOAD_HOURS}小时内使用`);
    return { id: found.id, mediaType: mediaType as MediaType, size, digest, used: usedAt !== null };
  }

  /** The bytes of a file that was not used yet; outside of any transaction. */
  async read({ id, digest, used }: UploadedFile): Promise<Buffer> {
    if (used) throw alreadyUsed();
    const em = this.#parts.em();
    const chunks = await em.find(UploadChunk, { uploadId: id }, { orderBy: { number: 'asc' } });
    // Somebody else has used it meanwhile.
    if (chunks.length === 0) throw alreadyUsed();
    const pieces: Buffer[] = [];
    for (const chunk of chunks) {
      const content = await this.#parts.sealer.open(em, UploadChunk.name, 'content', chunk);
      pieces.push(Buffer.from(content!, 'base64'));
    }
    const whole = Buffer.concat(pieces);
    if (createHash('sm3').update(whole).digest('hex') !== digest)
      throw new SealBroken('its chunks are not those that came');
    return whole;
  }

  /** Uses a file up, in the transaction of what it is used for; its bytes are gone then. CONFLICT when it was used before. */
  async use(tx: EntityManager, { id }: UploadedFile): Promise<void> {
    const used = await tx.nativeUpdate(Upload, { id, usedAt: null }, { usedAt: this.#parts.clock.now() });
    if (used === 0) throw alreadyUsed();
    await tx.nativeDelete(UploadChunk, { uploadId: id });
  }

  /** Removes the bytes of what has expired, and after a month the memory of it. */
  async sweep(): Promise<void> {
    const { em, name, clock } = this.#parts;
    const now = clock.now();
    await transaction(em(), async tx => {
      await tx.execute(
        `delete from "${name}"."upload_chunk" c using "${name}"."upload" u
         where u.id = c.upload_id and u.expires_at <= ?`,
        [now],
      );
      await tx.nativeDelete(Upload, {
        $or: [
          { digest: null, expiresAt: { $lte: now } },
          { expiresAt: { $lte: new Date(now.getTime() - UPLOAD_REMEMBERED_DAYS * DAY) } },
        ],
      });
    });
  }

  /** Keeps the pieces as they come: no transaction is open while an uploader takes their time. */
  async #arrive(id: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const { em, audit, clock } = this.#parts;
    const content = new FileContent();
    const hash = createHash('sm3');
    let size = 0;
    let refused: unknown = null;
    for await (const piece of inPieces(whole(bytes))) {
      const from = size;
      size += piece.length;
      if (size > LARGEST_UPLOAD) throw new FileRefused(`文件超过 ${LARGEST_UPLOAD / 1_000_000} MB`);
      // Whoever sends is heard to the end: cut off in the middle of a sentence, they would not hear why.
      if (refused) continue;
      try {
        await content.feed(piece);
        hash.update(piece);
        await this.#keep(id, from / CHUNK, piece);
      } catch (error) {
        refused = error;
      }
    }
    if (refused) throw refused;
    const mediaType = content.finish();
    const digest = hash.digest('hex');
    const expiresAt = new Date(clock.now().getTime() + UPLOAD_HOURS * HOUR);
    await transaction(em(), async tx => {
      await tx.nativeUpdate(Upload, { id }, { mediaType, size, digest, expiresAt });
      await audit.record(tx, { action: 'upload', rowId: id, details: { mediaType, size, digest } });
    });
    void audit.chain();
  }

  /** Keeps a piece as chunks that are numbered on from `first`. */
  async #keep(uploadId: string, first: number, piece: Buffer): Promise<void> {
    const { em, sealer } = this.#parts;
    await transaction(em(), async tx => {
      const chunks: UploadChunk[] = [];
      for (let at = 0; at < piece.length; at += CHUNK) {
        const id = newId();
        const clear = { content: piece.toString('base64', at, at + CHUNK) };
        const { content } = await sealer.seal(tx, UploadChunk, { rowId: id }, clear);
        chunks.push({ id, uploadId, number: first + chunks.length, content: content as Sealed });
      }
      await tx.insertMany(UploadChunk, chunks);
    });
  }

  async #forget(id: string): Promise<void> {
    await transaction(this.#parts.em(), async tx => {
      await tx.nativeDelete(UploadChunk, { uploadId: id });
      await tx.nativeDelete(Upload, { id });
    });
  }

  /** Refuses more than may wait of one uploader; a file on its way counts as the largest. */
  async #requireRoom(tx: EntityManager, owner: string, now: Date): Promise<void> {
    const [row] = await tx.execute<Row[]>(
      `select coalesce(sum(coalesce(size, ${LARGEST_UPLOAD})), 0) as waiting from "${this.#parts.name}"."upload"
       where owner = ? and used_at is null and expires_at > ?`,
      [owner, now],
    );
    if (Number(row!['waiting']) < MOST_WAITING) return;
    const facts = { limit: 'uploadsWaiting', allowed: MOST_WAITING, actual: Number(row!['waiting']) };
    throw rateLimited(`未使用的上传文件过多：上限 ${MOST_WAITING / 1_000_000} MB`, facts);
  }
}

function alreadyUsed(): Error {
  return conflict('上传的文件已被使用：请重新上传');
}

/** The bytes of a sender; where the sender breaks off, the file is refused. */
async function* whole(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch {
    throw new FileRefused('文件没有传输完整');
  }
}

/** Cuts what comes in any sizes into pieces of one size; the last may be shorter. */
async function* inPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    gathered.push(piece);
    length += piece.length;
    if (length < PIECE) continue;
    const joined = Buffer.concat(gathered);
    let at = 0;
    for (; at + PIECE <= joined.length; at += PIECE) yield joined.subarray(at, at + PIECE);
    gathered = [joined.subarray(at)];
    length = joined.length - at;
  }
  if (length > 0) yield Buffer.concat(gathered);
}
