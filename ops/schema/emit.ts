/** Emits the SDL of one subgraph, in a process of its own: what other subgraphs declare must not leak into it. */
import { writeFileSync } from 'node:fs';
import { emitSubgraphSdl } from '#kernel/graphql/subgraph-schema';
import { sdlPath } from '#kernel/server/subgraph';
import { loadDefinition } from '../start/definitions.ts';

const [name = '', option] = process.argv.slice(2);
const sdl = await emitSubgraphSdl(await loadDefinition(name));
if (option === '--write') writeFileSync(sdlPath(name), sdl);
else process.stdout.write(sdl);
