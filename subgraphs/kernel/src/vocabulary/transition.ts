import { accept, refuse, type RefusalFacts, type Result } from './result.ts';

/** Legal moves of a noun: from state → act → to state. The only place where a life is written down. */
export type TransitionTable<State extends string, Act extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Act, State>>>>
>;

/** Where an act leads from a state; an illegal move is a refusal with both, never an exception. */
export function move<State extends string, Act extends string>(
  table: TransitionTable<State, Act>,
  from: State,
  act: Act,
): Result<State, RefusalFacts<'ILLEGAL_TRANSITION'>> {
  const to = table[from][act];
  if (to === undefined) {
    return refuse('ILLEGAL_TRANSITION', `当前状态（${from}）不允许此操作（${act}）`, {
      fromState: from,
      act,
      allowed: Object.keys(table[from]),
    });
  }
  return accept(to);
}
