import { expect, test } from '@jest/globals';
import { newId } from '../persistence/id.ts';
import { createLogger } from '../logging/logger.ts';
import { whileAsking } from './asking.ts';
import { attempt, attempted } from './attempts.ts';
import type { AuditEntry, AuditTrail } from './audit-trail.ts';
import { RefusalRecords } from './refusal-records.ts';

const START = new Date('2026-03-16T02:00:00Z');
const log = createLogger({ level: 'silent' });
const wang = { principal: { subject: 'wang' }, purpose: null, requestId: 'r' } as never;

/** Records of acts that were refused, on a trail that only remembers. */
function records() {
  let now = START;
  const kept: AuditEntry[] = [];
  const trail = { recordAlone: async (entries: AuditEntry[]) => void kept.push(...entries) };
  const attempts = new RefusalRecords(trail as unknown as AuditTrail, attempted, {
    clock: { now: () => now },
    log,
  });
  const tries = (args: Record<string, unknown>, code = 'SAME_PERSON') =>
    whileAsking(wang, () => attempts.note(attempt('review', args, code)));
  return { attempts, kept, tries, pass: (ms: number) => (now = new Date(now.getTime() + ms)) };
}

test('who tried what on which is one record at once, and its repeats are one more when the minute is over', async () => {
  const { attempts, kept, tries, pass } = records();
  const caseId = newId();
  for (let time = 0; time < 4; time++) await tries({ input: { caseId } });
  const first = { caseId, code: 'SAME_PERSON', source: 'wang', times: 1, since: START.toISOString() };
  expect(kept).toEqual([{ kind: 'ATTEMPT', action: 'review', personId: null, details: first }]);
  pass(60_000);
  await attempts.fold();
  expect(kept).toHaveLength(2);
  expect(kept[1]).toMatchObject({ details: { ...first, times: 3 } });
});

test('the same refusal on something else, and another refusal of the same, are records of their own', async () => {
  const { kept, tries } = records();
  const caseId = newId();
  await tries({ input: { caseId } });
  await tries({ input: { caseId: newId() } });
  await tries({ input: { caseId } }, 'CONFLICT');
  expect(kept.map(({ details }) => details?.['code'])).toEqual(['SAME_PERSON', 'SAME_PERSON', 'CONFLICT']);
});

test('of what was sent only keys are kept, whatever else stands in their place', async () => {
  const { kept, tries } = records();
  const personId = newId();
  const keys = { personId, msgid: 'H31010100001202603161000000001', month: '2026-02', year: 2026 };
  const others = { caseId: '310101198705121234', amount: '12345', name: '张三', note: '退回', lines: [{}] };
  await tries({ input: { ...keys, ...others } });
  await tries({ input: { msgid: '张三', month: '13812345678', institutionCode: '310101198705121234' } });
  const { personId: whose, details } = kept[0]!;
  expect(whose).toBe(personId);
  expect(details).toMatchObject({ ...keys, year: '2026' });
  expect(Object.keys(details!).sort()).toEqual(
    ['code', 'month', 'msgid', 'personId', 'since', 'source', 'times', 'year'].sort(),
  );
  expect(Object.keys(kept[1]!.details!)).toEqual(['code', 'source', 'times', 'since']);
});

test('what is still counted when the process ends is recorded', async () => {
  const { attempts, kept, tries } = records();
  await tries({});
  await tries({});
  await attempts.stop();
  expect(kept).toHaveLength(2);
});
