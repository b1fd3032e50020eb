import type { TransitionTable } from '#kernel/vocabulary/transition';

export type AgentRunState = 'RUNNING' | 'ANSWERED' | 'REFUSED' | 'FAILED';
export type AgentRunAct = 'ANSWER' | 'REFUSE' | 'FAIL';

/** The life of a run: it is running until it has answered, refused or failed, and then nothing changes it. */
export const AGENT_RUN_LIFE: TransitionTable<AgentRunState, AgentRunAct> = {
  RUNNING: { ANSWER: 'ANSWERED', REFUSE: 'REFUSED', FAIL: 'FAILED' },
  ANSWERED: {},
  REFUSED: {},
  FAILED: {},
};

/** Attempts after which a run that keeps breaking off is marked failed. */
export const MOST_ATTEMPTS = 3;

/** How long a worker has for a step before another may take the run over. */
export const CLAIM_MS = 10_000;

/** Tokens of a text. No language model is at work, so a token is a character. */
export function tokensOf(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + [...text].length, 0);
}
