/** `npm run keys -- status | rotate CLASS | retire CLASS`: the versions of the keys that seal sensitive values. */
import { operate } from '../control/operate.ts';
import { workKeys, type KeysLine, type KeysOrder } from './work.ts';

const USAGE = 'keys -- status [CLASS] | rotate CLASS | retire CLASS';

function describe(line: KeysLine): string {
  if ('progress' in line) {
    const { subgraph, class: sensitiveClass, version, done, total } = line.progress;
    return `${subgraph}: ${done} of ${total} values of ${sensitiveClass} are on version ${version}`;
  }
  if ('retired' in line) {
    const { subgraph, class: sensitiveClass, versions } = line.retired;
    return `${subgraph}: version ${versions.join(', ')} of ${sensitiveClass} opens nothing any more`;
  }
  const { subgraph, class: sensitiveClass, version, current, values } = line.use;
  return `${subgraph}: ${sensitiveClass} version ${version}${current ? ' (seals)' : ''}: ${values} values`;
}

const [act, sensitiveClass] = process.argv.slice(2);
const known = act === 'status' || ((act === 'rotate' || act === 'retire') && sensitiveClass !== undefined);
process.exitCode = known
  ? await operate<KeysOrder, KeysLine>({
      path: '/keys',
      order: { act, ...(sensitiveClass && { class: sensitiveClass.toUpperCase() }) } as KeysOrder,
      work: workKeys,
      show: line => void process.stdout.write(`${describe(line)}\n`),
    })
  : (process.stderr.write(`${USAGE}\n`), 2);
