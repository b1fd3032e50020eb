/** Where the real inputs lie, for tests that use them. */
export const realData =
  process.env['REAL_DATA'] ?? new URL('../../../../shared/data', import.meta.url).pathname;
