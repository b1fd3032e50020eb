/** The operations of the SDK fit the graph, and its examples compile against what is generated from them now. */
import { spawnSync } from 'node:child_process';
import { generateSdk } from './generate.ts';

if ((await generateSdk()) === 0) throw new Error('the SDK has no operations: nothing was checked');
process.exitCode = spawnSync('tsc', ['-p', 'clients/sdk/examples'], { stdio: 'inherit' }).status ?? 1;
