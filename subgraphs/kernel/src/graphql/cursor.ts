import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { lengthPrefixed } from '../sensitive/envelope.ts';
import { badUserInput } from './errors.ts';

const TAG_BYTES = 8;

/**
 * Signs positions in lists and streams. A cursor is bound to what it was made for
 * (field, filter, order): it opens for nothing else, and cannot be made up.
 */
export class CursorCodec {
  readonly #key: KeyObject;

  constructor(key: KeyObject) {
    this.#key = key;
  }

  encode(binding: string, position: readonly (string | number)[]): string {
    const body = Buffer.from(JSON.stringify(position), 'utf8');
    return Buffer.concat([this.#tag(binding, body), body]).toString('base64url');
  }

  /** The position of a cursor; BAD_USER_INPUT naming `after` when it was not made for this binding. */
  decode(binding: string, cursor: string): readonly (string | number)[] {
    const bytes = Buffer.from(cursor, 'base64url');
    const tag = bytes.subarray(0, TAG_BYTES);
    const body = bytes.subarray(TAG_BYTES);
    if (tag.length < TAG_BYTES || !timingSafeEqual(tag, this.#tag(binding, body))) {
      throw badUserInput({ after: '游标无效，或不属于此查询条件' });
    }
    return JSON.parse(body.toString('utf8')) as (string | number)[];
  }

  #tag(binding: string, body: Buffer): Buffer {
    return createHmac('sm3', this.#key)
      .update(lengthPrefixed([binding, body]))
      .digest()
      .subarray(0, TAG_BYTES);
  }
}
