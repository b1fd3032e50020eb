/**
 * `npm run keys -- status | rotate CLASS | retire CLASS`: the versions of the keys that seal sensitive values.
 * `npm run keys -- rewrap`: the next version of the key service's key, and the root key wrapped with it.
 * `npm run keys -- index | rotate-index CLASS`: the blind indexes under which they are found.
 */
import { rewrap } from '#kernel/key-service/wrapped-key';
import { UnfitKey } from '#kernel/sensitive/keys';
import { readEnvironment } from '../environment.ts';
import { keyService, wrappedKeyFile } from './service.ts';
import { operate } from '../control/operate.ts';
import { PLANNED_ROWS, type PlannedField } from '#kernel/sensitive/blind-index.plan';
import { workKeys, type KeysLine, type KeysOrder } from './work.ts';

const USAGE = 'keys -- rewrap | status [CLASS] | rotate CLASS | retire CLASS | index | rotate-index CLASS';
const WITHOUT_CLASS: readonly string[] = ['status', 'index'];
const WITH_CLASS: readonly string[] = ['rotate', 'retire', 'rotate-index'];

function describe(line: KeysLine): string {
  if ('progress' in line) {
    const { subgraph, class: sensitiveClass, version, done, total } = line.progress;
    return `${subgraph}: ${done} of ${total} values of ${sensitiveClass} are on version ${version}`;
  }
  if ('retired' in line) {
    const { subgraph, class: sensitiveClass, versions } = line.retired;
    return `${subgraph}: version ${versions.join(', ')} of ${sensitiveClass} opens nothing any more`;
  }
  if ('indexed' in line) {
    const { subgraph, class: sensitiveClass, version } = line.indexed;
    return `${subgraph}: every value of ${sensitiveClass} is found under version ${version} of its index key, and no other`;
  }
  if ('plan' in line) return describePlan(line.plan);
  const { subgraph, class: sensitiveClass, version, current, values } = line.use;
  return `${subgraph}: ${sensitiveClass} version ${version}${current ? ' (seals)' : ''}: ${values} values`;
}

function describePlan({ subgraph, field, searchable, plan }: PlannedField): string {
  const { bits, matches, falsePositives, certainty, certaintyOfCommonest } = plan;
  const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 || share > 0.99 ? 1 : 0)}%`;
  const number = (count: number): string => Math.round(count).toLocaleString('en');
  return [
    `${subgraph}: ${field} (${searchable}) keeps ${bits} bits in ${Math.ceil(bits / 8)} bytes`,
    `  at ${number(PLANNED_ROWS)} rows a look-up finds ${number(matches)} and opens ${number(falsePositives)} more in vain`,
    `  a leak of the column tells which rows share an index: two of them hold one value with ${percent(certainty)} at most,` +
      ` for the commonest value with ${percent(certaintyOfCommonest)}`,
  ].join('\n');
}

/** The running system keeps its root key in memory, so nothing of it has to be told. */
async function rewrapRootKey(): Promise<number> {
  const environment = readEnvironment();
  const service = keyService(environment);
  try {
    if (!service)
      throw new UnfitKey('KEY_SERVICE_URL is not set: there is nothing to wrap the root key with');
    const version = await rewrap(service, wrappedKeyFile(environment));
    process.stdout.write(`the root key is wrapped with version ${version}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof UnfitKey)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

const [act, sensitiveClass] = process.argv.slice(2);
const known =
  act !== undefined &&
  (WITHOUT_CLASS.includes(act) || (WITH_CLASS.includes(act) && sensitiveClass !== undefined));
if (act === 'rewrap') process.exitCode = await rewrapRootKey();
else
  process.exitCode = known
    ? await operate<KeysOrder, KeysLine>({
        path: '/keys',
        order: { act, ...(sensitiveClass && { class: sensitiveClass.toUpperCase() }) } as KeysOrder,
        work: (order, { subgraphs }, tell) => workKeys(order, subgraphs, line => void tell(line)),
        show: line => void process.stdout.write(`${describe(line)}\n`),
      })
    : (process.stderr.write(`${USAGE}\n`), 2);
