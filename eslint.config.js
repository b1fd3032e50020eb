import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * What a reader may rely on in every file. Each message says what to do instead.
 * Who may import whom is not here but in .dependency-cruiser.cjs.
 */
const ENVIRONMENT_MESSAGE =
  'Read process.env in an environment.ts (one per process, parsed once) and pass the value in.';

const noEnvironment = {
  'no-restricted-properties': ['error', { object: 'process', property: 'env', message: ENVIRONMENT_MESSAGE }],
};

const pureSyntax = [
  {
    selector: 'ThrowStatement',
    message: 'A rule never throws: return refuse(code, message, facts) from #kernel/vocabulary/result.',
  },
  {
    selector:
      "NewExpression[callee.name='Date'][arguments.length=0], MemberExpression[object.name='Date'][property.name='now']",
    message: 'A rule has no clock: take the day as a CalendarDate in its facts.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'A rule is deterministic: take the random value, or a seed, in its facts.',
  },
  {
    selector: 'AwaitExpression, FunctionDeclaration[async=true], ArrowFunctionExpression[async=true]',
    message: 'A rule does no I/O: load in the service and pass the facts in.',
  },
];

const environmentSyntax = {
  selector: "ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name='env']",
  message: ENVIRONMENT_MESSAGE,
};

const spreadLiteral = {
  selector: 'ObjectExpression > SpreadElement > ObjectExpression',
  message: 'Write the properties themselves.',
};

/** Names of columns that hold personal data, whether published or not; blind indexes and flags are not data. */
const rawColumn = {
  selector:
    'PropertyDefinition[key.name=/^(.*idCard|.*phone|.*mobile|.*address|birthDate|bankCard.*|bankAccount.*|.*diagnos[ei]s|(person|patient|full|contact|holder|payee)Name)$/i]' +
    ":has(Decorator CallExpression[callee.name='Property']):not(:has(Decorator CallExpression[callee.name='Sensitive']))",
  message:
    'A column of personal data is declared with @Sensitive({ class, description }): sealed, masked and published in one.',
};

export default defineConfig(
  { ignores: ['node_modules/', '**/dist/', 'coverage/', '.data/', '.tmp/', '**/*.graphql'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...noEnvironment,
      'no-restricted-syntax': ['error', environmentSyntax, spreadLiteral],
      'no-var': 'error',
      'prefer-const': 'error',
      'prefer-rest-params': 'error',
      'prefer-spread': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@mikro-orm/decorators',
              message:
                "Take the decorators from '@mikro-orm/decorators/legacy'; the others need another compiler.",
            },
          ],
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          caughtErrorsIgnorePattern: '^_',
          ignoreRestSiblings: true,
        },
      ],
    },
  },
  {
    // What runs as a server: it speaks through the logger, which redacts.
    files: ['subgraphs/*/src/**/*.ts', 'gateway/src/**/*.ts', 'schema/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['subgraphs/*/src/**/*.{rule,terms}.ts'],
    rules: { 'no-restricted-syntax': ['error', environmentSyntax, spreadLiteral, ...pureSyntax] },
  },
  {
    files: ['subgraphs/*/src/**/*.entity.ts'],
    rules: { 'no-restricted-syntax': ['error', environmentSyntax, spreadLiteral, rawColumn] },
  },
  {
    // A promise nobody waits for loses its error; this rule alone needs types.
    files: ['subgraphs/*/src/**/*.ts', 'gateway/src/**/*.ts', 'ops/**/*.ts'],
    ignores: ['**/*.test.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  {
    // A test is told by its environment which database and which real inputs to use.
    files: ['**/*.test.ts', '**/test-support/**', '**/e2e/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/environment.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
);
