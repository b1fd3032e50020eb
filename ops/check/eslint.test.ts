import { join } from 'node:path';
import { ESLint } from 'eslint';

const REPOSITORY = join(import.meta.dirname, '../..');

/** The configuration of the repository without the rules that need the types of a file on disk. */
const eslint = new ESLint({
  cwd: REPOSITORY,
  overrideConfig: {
    languageOptions: { parserOptions: { projectService: false } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-misused-promises': 'off',
      '@typescript-eslint/await-thenable': 'off',
    },
  },
});

async function messages(filePath: string, source: string): Promise<string> {
  const [result] = await eslint.lintText(source, { filePath: join(REPOSITORY, filePath) });
  return (result?.messages ?? []).map(({ message }) => message).join('\n');
}

const RULE = 'subgraphs/insured/src/wallet/wallet.rule.ts';
const ENTITY = 'subgraphs/insured/src/wallet/wallet.entity.ts';
const SERVICE = 'subgraphs/insured/src/wallet/wallet.service.ts';

test.each([
  [
    'a service that reads the environment',
    SERVICE,
    'export const url = process.env.DATABASE_URL;',
    'environment.ts',
  ],
  [
    'an import of the environment',
    SERVICE,
    "import { env } from 'node:process';\nexport const e = env;",
    'environment.ts',
  ],
  ['a service that prints', SERVICE, "console.log('paid');", 'console'],
  ['any', SERVICE, 'export const open = (value: any) => String(value);', 'any'],
  ['a rule that throws', RULE, "export const pay = () => { throw new Error('no'); };", 'return refuse'],
  ['a rule with a clock', RULE, 'export const today = () => new Date();', 'no clock'],
  ['a rule with a clock of milliseconds', RULE, 'export const now = () => Date.now();', 'no clock'],
  ['a rule that rolls dice', RULE, 'export const pick = () => Math.random();', 'deterministic'],
  ['a rule that waits', RULE, 'export const load = async () => 1;', 'no I/O'],
  [
    'a raw column of personal data',
    ENTITY,
    "export class Owner { @Property({ type: 'string' }) idCard!: string; }",
    '@Sensitive',
  ],
  [
    'decorators that need another compiler',
    ENTITY,
    "import { Entity } from '@mikro-orm/decorators';\nexport const E = Entity;",
    '@mikro-orm/decorators/legacy',
  ],
])('%s is refused, and told what to do', async (_, file, source, expected) => {
  expect(await messages(file, source)).toContain(expected);
});

test.each([
  [
    'the environment in environment.ts',
    'gateway/src/environment.ts',
    'export const port = process.env.PORT;',
  ],
  ['a rule that counts days', RULE, "export const day = () => new Date('2026-01-01').getTime();"],
  ['a command that prints', 'ops/token/token.ts', "console.log('token');"],
  [
    'a declared column and its blind index',
    ENTITY,
    "export class Owner { @Sensitive({ class: 'ID_CARD' }) @Property({ type: 'string' }) idCard!: string; @Property({ type: 'string' }) idCardIndex!: string; }",
  ],
])('%s passes', async (_, file, source) => {
  expect(await messages(file, source)).toBe('');
});
