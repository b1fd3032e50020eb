import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

/**
 * One move of a workflow, as data: from where, by which act, to where; who may; by somebody else than whoever did
 * which earlier acts. Several moves of one act are told apart by the amount of the case.
 */
export interface Move<State extends string, Act extends string> {
  readonly from: readonly State[];
  readonly act: Act;
  readonly to: State;
  /** The scope that the person, or whoever delegated to them, holds. */
  readonly scope: string;
  readonly unlike?: readonly Act[];
  /** Only for cases of at least, or of less than, the limit of this name. */
  readonly atLeast?: string;
  readonly below?: string;
  /** Whether it has to be said why. */
  readonly reason?: true;
  /** Whether it undoes what was done since the case was last in the state that it leads to. */
  readonly rollBack?: true;
}

export interface Workflow<State extends string, Act extends string> {
  readonly name: string;
  readonly moves: readonly Move<State, Act>[];
}

/** One step of a case's history. */
export interface Entry<State extends string, Act extends string> {
  readonly act: Act;
  readonly to: State;
  /** Subject of the person who acted. */
  readonly by: string;
  /** Whose right it was, where it was delegated. */
  readonly onBehalfOf: string | null;
  readonly at: string;
  readonly note: string | null;
}

export interface CaseFacts<State extends string, Act extends string> {
  readonly state: State;
  readonly history: readonly Entry<State, Act>[];
  readonly amount: Fen;
  readonly limits: Readonly<Record<string, Fen>>;
}

/** A right lent to somebody else for some days (both included). */
export interface DelegationFacts {
  readonly from: string;
  readonly to: string;
  readonly scope: string;
  readonly firstDay: CalendarDate;
  readonly lastDay: CalendarDate;
}

/** Who acts, and by which right. */
export interface Actor {
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  readonly onBehalfOf: string | null;
  readonly delegations: readonly DelegationFacts[];
  readonly today: CalendarDate;
}

export type WorkflowRefusal = RefusalFacts<
  'ILLEGAL_TRANSITION' | 'ACT_NOT_YOURS' | 'SAME_PERSON_AGAIN' | 'NOTE_MISSING'
>;

/**
 * Where an act leads a case, if this person may do it now.
 * Persons are counted with those on whose behalf they acted, so that a delegation never lets one person act twice.
 */
export function decideMove<State extends string, Act extends string>(
  workflow: Workflow<State, Act>,
  given: CaseFacts<State, Act>,
  act: Act,
  actor: Actor,
  note: string | null,
): Result<Move<State, Act>, WorkflowRefusal> {
  const possible = workflow.moves.filter(move => move.from.includes(given.state) && fits(move, given));
  const move = possible.find(candidate => candidate.act === act);
  if (!move) {
    return refuse('ILLEGAL_TRANSITION', `当前状态（${given.state}）不允许此操作（${act}）`, {
      fromState: given.state,
      act,
      allowed: [...new Set(possible.map(candidate => candidate.act))],
    });
  }
  if (!mayAct(move.scope, actor)) {
    return refuse('ACT_NOT_YOURS', '您没有办理此环节的权限，或委托不在有效期内', { act, scope: move.scope });
  }
  const persons = [actor.subject, ...(actor.onBehalfOf ? [actor.onBehalfOf] : [])];
  const earlier = standing(workflow, given.history).find(
    entry =>
      (move.unlike ?? []).includes(entry.act) &&
      persons.some(person => person === entry.by || person === entry.onBehalfOf),
  );
  if (earlier) {
    return refuse('SAME_PERSON_AGAIN', '同一人不得办理相互制约的环节', { act, earlierAct: earlier.act });
  }
  if (move.reason && !note) return refuse('NOTE_MISSING', '此操作须说明理由', { act });
  return accept(move);
}

/** The steps of a history that still stand: a roll-back undoes those since the state that it led back to. */
export function standing<State extends string, Act extends string>(
  workflow: Workflow<State, Act>,
  history: readonly Entry<State, Act>[],
): readonly Entry<State, Act>[] {
  const rollBacks = new Set(workflow.moves.filter(move => move.rollBack).map(move => move.act));
  let entries: Entry<State, Act>[] = [];
  for (const entry of history) {
    if (!rollBacks.has(entry.act)) entries.push(entry);
    else entries = entries.slice(0, entries.findLastIndex(({ to }) => to === entry.to) + 1);
  }
  return entries;
}

function fits<State extends string, Act extends string>(
  { atLeast, below }: Move<State, Act>,
  { amount, limits }: CaseFacts<State, Act>,
): boolean {
  return (
    (atLeast === undefined || amount >= limits[atLeast]!) && (below === undefined || amount < limits[below]!)
  );
}

function mayAct(scope: string, { subject, scopes, onBehalfOf, delegations, today }: Actor): boolean {
  if (onBehalfOf === null) return scopes.has(scope);
  return delegations.some(
    delegation =>
      delegation.from === onBehalfOf &&
      delegation.to === subject &&
      delegation.scope === scope &&
      delegation.firstDay <= today &&
      today <= delegation.lastDay,
  );
}
