/**
 * The walls of the house: who may know of whom. `ops/check/walls.ts` runs them and also fails
 * when a source file was not looked at; `ops/check/walls.test.ts` sees each wall go red.
 *
 * `$1` in a `to` is the first group of the `from` path.
 */
const DOMAIN = '^subgraphs/(?!kernel/)([^/]+)/';
const PURE = '[.](rule|terms)[.]ts$';
const TEST = '[.]test[.]ts$|/(test-support|test|e2e)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'everything-resolves',
      comment:
        'An import that does not resolve hides what it would have told the other walls. Correct the path.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-circles',
      comment:
        'Two files that need each other are one subject, or need a third below them. Only types and the ' +
        'relations between entities (Rel<T> with a lazy () => Type) may be mutual.',
      severity: 'error',
      from: {},
      to: {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] },
        via: { pathNot: '[.]entity[.]ts$' },
      },
    },
    {
      name: 'rules-are-pure',
      comment:
        'A rule decides from facts and terms alone. Load in the service, pass the facts in, and keep to other ' +
        'rules, *.terms.ts and #kernel/vocabulary.',
      severity: 'error',
      from: { path: PURE },
      to: { pathNot: [PURE, '^subgraphs/kernel/src/vocabulary/'] },
    },
    {
      name: 'vocabulary-stands-alone',
      comment: 'The vocabulary is what everything else is written in; it imports nothing outside itself.',
      severity: 'error',
      from: { path: '^subgraphs/kernel/src/vocabulary/', pathNot: TEST },
      to: { pathNot: '^subgraphs/kernel/src/vocabulary/' },
    },
    {
      name: 'subgraph-keeps-to-itself',
      comment:
        'A subgraph knows another only through events (schema/events), ports (GraphQL) and key stubs. ' +
        'Import the kernel, the schema folder, or your own files.',
      severity: 'error',
      from: { path: DOMAIN },
      to: {
        path: '^(subgraphs|gateway|clients|ops)/',
        pathNot: ['^subgraphs/kernel/', '^subgraphs/$1/', '^ops/demo/'],
      },
    },
    {
      name: 'only-demo-knows-the-demo-world',
      comment: 'Only demo/ (and tests) map the demo world to rows; src must not know that a demo exists.',
      severity: 'error',
      from: { path: `${DOMAIN}(?!demo/)`, pathNot: [TEST, '^subgraphs/[^/]+/src/subgraph[.]ts$'] },
      to: { path: '^ops/demo/|^subgraphs/[^/]+/demo/' },
    },
    {
      name: 'kernel-knows-no-domain',
      comment: 'The kernel serves every subgraph and names none. Move the domain noun out of it.',
      severity: 'error',
      from: { path: '^subgraphs/kernel/' },
      to: { path: '^(subgraphs/(?!kernel/)|gateway/|clients/|ops/)' },
    },
    {
      name: 'gateway-knows-no-subgraph',
      comment: 'The gateway knows the schema, not the code behind it; ops/ wires the all-in-one process.',
      severity: 'error',
      from: { path: '^gateway/src/' },
      to: { path: '^(subgraphs/(?!kernel/)|clients/|ops/)' },
    },
    {
      name: 'clients-know-documents-only',
      comment:
        'A client is a stranger with a schema: it uses GraphQL documents, never code of the server. With other ' +
        'clients it shares how a page is built and served (clients/pages), nothing else.',
      severity: 'error',
      from: { path: '^clients/([^/]+)/', pathNot: TEST },
      to: { path: '^(subgraphs|gateway|ops|clients)/', pathNot: '^clients/($1|pages)/' },
    },
    {
      name: 'schema-knows-no-code',
      comment:
        'The contract may speak the vocabulary of the kernel and use its event envelope, nothing of the code ' +
        'that serves it.',
      severity: 'error',
      from: { path: '^schema/', pathNot: TEST },
      to: {
        path: '^(subgraphs|gateway|ops|clients)/',
        pathNot: '^subgraphs/kernel/src/(vocabulary/|events/event[.]ts$)',
      },
    },
    {
      name: 'one-list-of-resolvers',
      comment:
        'src/subgraph.ts is the only file that lists resolvers. What a resolver shares belongs in a service.',
      severity: 'error',
      from: { pathNot: ['^subgraphs/[^/]+/src/subgraph[.]ts$', TEST] },
      to: { path: '^subgraphs/.+[.]resolver[.]ts$' },
    },
    {
      name: 'resolvers-hold-no-database',
      comment: 'A resolver is a few lines: call the service or a loader, which own the entity manager.',
      severity: 'error',
      from: { path: '[.]resolver[.]ts$' },
      to: {
        path: 'node_modules/(@mikro-orm/(?!decorators)|pg/|kysely/|@electric-sql/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'production-needs-no-test',
      comment:
        'Code that runs imports neither tests nor their support; benchmarks speak to subgraphs as tests do.',
      severity: 'error',
      from: { pathNot: [TEST, '^ops/bench/'] },
      to: { path: TEST, pathNot: 'node_modules' },
    },
    {
      name: 'production-needs-no-dev-dependency',
      comment: 'What runs in production is listed under dependencies. Move the package, or the import.',
      severity: 'error',
      from: { path: '^(subgraphs/[^/]+/(src|migrations)|gateway/src)/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|[.]data|bench/gateway/peers)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      importsFields: ['imports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.cjs', '.mjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
