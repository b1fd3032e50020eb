import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { ROLE_SCOPES } from '#schema/identity/role-scopes';
import { committedEdition } from '../../gateway/e2e/support/edition.ts';
import { PAGES } from './page/pages/pages.ts';
import { readDocuments } from './documents.ts';

const documents = readDocuments();
const panels = PAGES.flatMap(page => page.panels);

test('every panel names documents that are there, and every document is used', () => {
  const named = panels.flatMap(({ ask, follow }) => [ask?.document, follow?.document].filter(name => name));
  expect(new Set(named)).toEqual(new Set(Object.keys(documents)));
});

const edition = committedEdition();

test.each(Object.entries(documents))('%s asks only for what the graph has', (_, document) => {
  expect(validate(edition.schema, parse(document), edition.rules)).toEqual([]);
});

test('the panels of a page differ by title, and lie beside each other in its grid', () => {
  for (const page of PAGES) {
    const titles = page.panels.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    const cells = page.panels.flatMap(({ area }) => {
      const [row = 0, column = 0, rowEnd = 0, columnEnd = 0] = area.split(' / ').map(Number);
      return Array.from({ length: (rowEnd - row) * (columnEnd - column) }, (_, index) => {
        const wide = columnEnd - column;
        return `${row + Math.floor(index / wide)} ${column + (index % wide)}`;
      });
    });
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.length).toBe(12 * 8);
  }
});

test('the wall asks and follows, and changes nothing', () => {
  for (const document of Object.values(documents)) {
    const [operation] = parse(document).definitions;
    expect(operation).toMatchObject({ operation: expect.stringMatching(/^(?:query|subscription)$/) });
  }
});

test('the role of the wall may read no person and reveal nothing', () => {
  expect(
    ROLE_SCOPES.SCREEN.filter(scope => /^(?:reveal:|insured:read|settlement:read|suspicion:)/.test(scope)),
  ).toEqual([]);
});

test('what the wall asks is listed among the trusted documents', () => {
  const manifest = readFileSync(new URL('../../schema/trusted-documents.json', import.meta.url), 'utf8');
  const names = Object.values(documents).map(text => /(?:query|subscription) (\w+)/.exec(text)?.[1]);
  for (const name of names) expect(manifest).toContain(`"name": "${name}"`);
});
