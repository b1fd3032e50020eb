/**
 * `npm run settling -- [--seconds 300] [--seed 1]`: two processes settle at once while `kill -9` hits them and insured
 * every few seconds; says whether ledgers, accumulators, vouchers and outbox agree to the fen, and fails if they do not.
 */
import { parseArgs } from 'node:util';
import { describe, settleUnderFire } from './settling.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
});
const databaseUrl = process.env['DATABASE_URL'];
if (!databaseUrl) throw new Error('needs DATABASE_URL: run it as `npm run settling`');
const outcome = await settleUnderFire(databaseUrl, Number(values.seconds), Number(values.seed));
process.stdout.write(`${describe(outcome).join('\n')}\n`);
process.exit(outcome.disagreements.length > 0 ? 1 : 0);
