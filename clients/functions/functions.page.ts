import { pageIn, type Page } from '../pages/page.ts';
import { functionsIndex, type IndexSources } from './functions-index.ts';

/** The function list as a searchable page; `sources` are read when it is built. */
export function functionsPage(sources: () => Promise<IndexSources>): Page {
  return pageIn(import.meta.dirname, {
    path: '/functions',
    files: async () => ({ 'functions.json': JSON.stringify(functionsIndex(await sources())) }),
  });
}
