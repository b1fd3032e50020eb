/** Every test of the project; the embedded database unless DATABASE_URL names a PostgreSQL. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
          target: 'es2022',
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  testMatch: ['<rootDir>/(subgraphs|gateway|schema|ops|clients)/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '\\.real\\.test\\.ts$',
    // Several processes share PostgreSQL only; the lock and the folder are the embedded database's.
    process.env.DATABASE_URL ? '\\.embedded\\.e2e\\.test\\.ts$' : '\\.postgres\\.e2e\\.test\\.ts$',
  ],
  modulePathIgnorePatterns: ['<rootDir>/.data', '<rootDir>/.tmp'],
  // A busy machine of two cores starts a database and a demo world slowly; no test waits on purpose.
  testTimeout: 120_000,
  maxWorkers: 2,
  workerIdleMemoryLimit: '1500MB',
};
