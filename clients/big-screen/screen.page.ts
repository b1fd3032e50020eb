import { pageIn } from '../pages/page.ts';
import { readDocuments } from './documents.ts';

/** The big screen. */
export const SCREEN = pageIn(import.meta.dirname, {
  path: '/screen',
  files: () => ({ 'documents.json': JSON.stringify(readDocuments()) }),
});
