import { accept, refuse, type RefusalFacts, type Result } from '../vocabulary/result.ts';

/** Somebody's emergency, as far as it decides what may follow. */
export interface EmergencyFacts {
  readonly id: string;
  readonly subject: string;
  /** When it ends by itself. */
  readonly until: Date;
  /** When its subject ended it before. */
  readonly endedAt: Date | null;
  readonly reviewedBy: string | null;
}

export type ReviewOutstanding = RefusalFacts<'REVIEW_OUTSTANDING'>;
export type ReviewRefused = RefusalFacts<'EMERGENCY_RUNNING' | 'SAME_APPROVER' | 'REVIEWED_ALREADY'>;

/** Whether an emergency opens anything at an instant. */
export function isRunning({ until, endedAt }: EmergencyFacts, now: Date): boolean {
  return endedAt === null && now < until;
}

/** Decides whether somebody may begin an emergency: not while the one before runs, or waits for its review. */
export function mayBegin(before: EmergencyFacts | null): Result<true, ReviewOutstanding> {
  if (!before || before.reviewedBy !== null) return accept(true);
  return refuse('REVIEW_OUTSTANDING', '上一次紧急查阅尚未复核', { emergencyId: before.id });
}

/** Decides whether somebody may review an emergency: when it is over, once, and never one's own. */
export function mayReview(
  emergency: EmergencyFacts,
  reviewer: string,
  now: Date,
): Result<true, ReviewRefused> {
  if (emergency.subject === reviewer) return refuse('SAME_APPROVER', '须由他人复核');
  if (isRunning(emergency, now))
    return refuse('EMERGENCY_RUNNING', '紧急查阅尚未结束', { until: emergency.until.toISOString() });
  if (emergency.reviewedBy !== null) return refuse('REVIEWED_ALREADY', '该紧急查阅已复核');
  return accept(true);
}
