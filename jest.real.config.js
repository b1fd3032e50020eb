import base from './jest.config.js';

/** Tests and measures on the real inputs of ../shared/data (or REAL_DATA); they say what is absent. */
export default {
  ...base,
  testMatch: ['<rootDir>/(subgraphs|gateway|schema|ops|clients)/**/*.real.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
};
