/** `npm run audit -- verify`: whether any audit record was altered, removed, inserted or reordered, and which. */
import { operate } from '../control/operate.ts';
import { describeChain, workAudit, type AuditLine, type AuditOrder } from './work.ts';

process.exitCode =
  process.argv[2] === 'verify'
    ? await operate<AuditOrder, AuditLine>({
        path: '/audit',
        order: { act: 'verify' },
        work: workAudit,
        show: line => void process.stdout.write(`${describeChain(line)}\n`),
      })
    : (process.stderr.write('audit -- verify\n'), 2);
