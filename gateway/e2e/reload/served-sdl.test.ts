import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { expect, test } from '@jest/globals';
import { graphqlSync, parse } from 'graphql';
import { composeSdl, readRover, ROOT } from '../../../ops/schema/rover.ts';
import { readSupergraph } from '../../../ops/start/reloading.ts';

/** What a subgraph that runs apart says of itself is as good as its SDL on disk. */
test('what the subgraphs serve as their SDL composes to the committed supergraph', () => {
  const served = readRover().map(({ name, url, file }) => {
    const typeDefs = parse(readFileSync(new URL(file, ROOT), 'utf8'));
    const schema = buildSubgraphSchema([{ typeDefs }]);
    const { data } = graphqlSync({ schema, source: '{ _service { sdl } }' });
    return { name, url, sdl: (data as { _service: { sdl: string } })._service.sdl };
  });
  expect(composeSdl(served)).toEqual({ ok: true, sdl: readSupergraph() });
});
