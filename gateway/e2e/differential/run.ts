import { MISPLACED } from './compare.ts';
import { describeDifference } from './describe.ts';
import { compareGateways } from './differential.ts';

/** `npm run differential -- [operations] [first seed]`: the differential test with as many operations as one likes. */
const operations = Number(process.argv[2] ?? 10_000);
const firstSeed = Number(process.argv[3] ?? 1_000_000);
if (!Number.isSafeInteger(operations) || operations < 1 || !Number.isSafeInteger(firstSeed)) {
  process.stderr.write('usage: npm run differential -- [number of operations] [first seed]\n');
  process.exit(1);
}

const { executions, unanswered, representations, differences, coverage } = await compareGateways(
  operations,
  firstSeed,
);
const unexpected = differences.filter(({ what }) => what !== MISPLACED);
for (const difference of unexpected) process.stdout.write(`${describeDifference(difference)}\n\n`);
process.stdout.write(`${coverage.table.join('\n')}\n\n`);
process.stdout.write(
  `${operations} operations, ${executions} executions through both gateways, ${unanswered} of them with errors only.\n` +
    `Representations sent: ${representations.ours} by ours, ${representations.apollo} by @apollo/gateway.\n` +
    `Errors that @apollo/gateway places at another element: ${differences.length - unexpected.length} executions.\n` +
    `Differences: ${unexpected.length}. Cells that nothing reached: ${coverage.empty.length}.\n`,
);
process.exitCode = unexpected.length > 0 || coverage.empty.length > 0 ? 1 : 0;
