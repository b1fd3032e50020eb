import { GRAPHIQL } from '../../clients/analyst/graphiql.page.ts';
import type { Page } from '../../clients/pages/page.ts';

/** Every page of the gateway. */
export const PAGES: readonly Page[] = [GRAPHIQL];
