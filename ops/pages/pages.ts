import { GRAPHIQL } from '../../clients/analyst/graphiql.page.ts';
import { SCREEN } from '../../clients/big-screen/screen.page.ts';
import { functionsPage } from '../../clients/functions/functions.page.ts';
import { examplePage } from '../../clients/sdk/example.page.ts';
import type { Page } from '../../clients/pages/page.ts';

/** A start that has its pages needs none of what the list is read with. */
const FUNCTIONS = functionsPage(async () => (await import('./functions-sources.ts')).readFunctionsSources());

/** The examples of the SDK, as a front-end team would write them. */
const EXAMPLES = ['apollo', 'urql'].map(name =>
  examplePage(name, async () => (await import('../sdk/generate.ts')).generateSdk()),
);

/** Every page of the gateway. */
export const PAGES: readonly Page[] = [GRAPHIQL, FUNCTIONS, SCREEN, ...EXAMPLES];
