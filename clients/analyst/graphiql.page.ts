import { pageIn } from '../pages/page.ts';
import { readOperations } from './operations.ts';

/** GraphiQL for analysts. */
export const GRAPHIQL = pageIn(import.meta.dirname, {
  path: '/graphiql',
  workers: {
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
  },
  files: () => ({ 'operations.json': JSON.stringify(readOperations()) }),
  // The editor positions its lines with them.
  inlineStyles: true,
  // A large workbook is compressed beside the page.
  blobWorkers: true,
});
