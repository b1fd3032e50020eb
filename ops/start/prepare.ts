/** `npm run prepare`, and with it `npm ci`: makes what a start would otherwise make first, the pages and the databases. */
import { prepareEmptyDatabase } from '#kernel/persistence/empty-database';
import { buildPages } from '../../clients/pages/build.ts';
import { PAGES } from '../pages/pages.ts';
import { prepareFirstDatabase } from './first-database.ts';

await Promise.all([buildPages(PAGES), prepareEmptyDatabase().then(prepareFirstDatabase)]);
