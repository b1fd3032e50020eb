/** `npm run prepare`, and with it `npm ci`: makes what a start would otherwise make first, the pages and an empty database. */
import { prepareEmptyDatabase } from '#kernel/persistence/empty-database';
import { buildPages } from '../../clients/pages/build.ts';
import { PAGES } from '../pages/pages.ts';

await Promise.all([buildPages(PAGES), prepareEmptyDatabase()]);
