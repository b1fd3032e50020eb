/** `npm run prepare`, and with it `npm ci`: builds every page. */
import { buildPages } from '../../clients/pages/build.ts';
import { PAGES } from './pages.ts';

await buildPages(PAGES);
