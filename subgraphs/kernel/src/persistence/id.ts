import { v7 } from 'uuid';

/** Makes ids: UUIDv7, opaque, ordered by time, never derived from personal data. */
export function newId(): string {
  return v7();
}

/** Whether a text is a UUID; a lookup by anything else finds nothing instead of failing in the database. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(text);
}
