import { join } from 'node:path';

/** Where the built page lies; git does not keep it. */
export const DIST = join(import.meta.dirname, 'dist');
