import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager, Row } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { addDays, startOfDay, today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { refuse } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import type { Scheme } from '../policy-term/policy-term.rule.ts';
import {
  askingInstitution,
  refused,
  transact,
  type Outcome,
} from '../transaction/institution-transaction.ts';
import { isClosed } from './reconciled-month.store.ts';
import { Reconciliation, ReconciliationDifference } from './reconciliation.entity.ts';
import type { ReconcileDetailsInput, ReconcileAccountsInput } from './reconciliation.input.ts';
import { OUR_RECORDS, type PartyKind } from './reconciliation.parties.ts';
import {
  ReconcileAccountsSuccess,
  ReconcileDetailsSuccess,
  reconciliationRefusal,
} from './reconciliation.result.ts';
import {
  differencesBetween,
  RECONCILIATION_LIFE,
  sameTotals,
  totalsOf,
  type ReconciledRecord,
  type Totals,
} from './reconciliation.rule.ts';
import { MOST_RECORDS } from './reconciliation.terms.ts';

type Done = Outcome<{ readonly id: string }>;

/** What a party says of days that have ended. */
export interface Statement {
  readonly partyKind: PartyKind;
  readonly party: string;
  readonly region: string;
  readonly scheme: Scheme;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly totals: Totals;
  /** The records behind the totals; null when they were not sent. */
  readonly details: readonly ReconciledRecord[] | null;
  /** Whether details are compared even where the totals agree. */
  readonly thorough?: boolean;
}

/** Compares what the centre and its parties hold of the same days: totals first, details when those differ. */
export class ReconciliationService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Totals of an institution (3201); details sent along are compared by themselves when the totals differ (3202). */
  async reconcile(
    input: ReconcileAccountsInput,
    principal: Principal,
  ): Promise<ReconcileAccountsSuccess | Refusal> {
    const party = askingInstitution(principal, input.msgid);
    checkDays(input, today(this.#kernel.clock));
    const { count, total, fundPaid, accountPaid, scheme, from, to } = input;
    const totals = { count, total, fundPaid, accountPaid };
    const details = input.details ? checkDetails(input.details) : null;
    const outcome = await transact<{ id: string }>(this.#kernel, principal, '3201', input, async tx => {
      const institution = await tx.findOne(InstitutionCopy, { code: party });
      if (!institution) throw notFound('定点医药机构');
      const { region } = institution;
      return this.compare(tx, {
        partyKind: 'INSTITUTION',
        party,
        region,
        scheme,
        from,
        to,
        totals,
        details,
      });
    });
    return this.#answer(outcome, new ReconcileAccountsSuccess());
  }

  /** Details of an institution (3202) for totals that differed before. */
  async details(
    input: ReconcileDetailsInput,
    principal: Principal,
  ): Promise<ReconcileDetailsSuccess | Refusal> {
    const party = askingInstitution(principal, input.msgid);
    const theirs = checkDetails(input.details);
    const outcome = await transact<{ id: string }>(this.#kernel, principal, '3202', input, async tx => {
      const id = input.reconciliationId;
      const found = isId(id)
        ? await tx.findOne(Reconciliation, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!found) throw notFound('对账');
      if (found.partyKind !== 'INSTITUTION' || found.party !== party) throw forbidden('只能核对本机构的账');
      return this.#compareDetails(tx, found, theirs);
    });
    return this.#answer(outcome, new ReconcileDetailsSuccess());
  }

  /** Compares a statement of any kind of party; it takes the place of earlier ones of the same days. */
  async compare(tx: EntityManager, statement: Statement): Promise<Done> {
    const { partyKind, party, region, scheme, from, to, totals, details, thorough = false } = statement;
    const month = from.slice(0, 7);
    if (await isClosed(tx, partyKind, month)) {
      return refused(refuse('MONTH_CLOSED', '该月已关账', { month }).refusal);
    }
    const earlier = { partyKind, party, scheme, fromDay: { $gte: from }, toDay: { $lte: to } };
    await tx.nativeUpdate(Reconciliation, earlier, { state: 'SUPERSEDED', open: 0 });
    const ours = totalsOf(await ourRecords(tx, statement));
    const reconciliation: Reconciliation = {
      id: newId(),
      partyKind,
      party,
      region,
      scheme,
      fromDay: from,
      toDay: to,
      state: sameTotals(ours, totals) && !thorough ? 'CLEAN' : 'DETAILS_AWAITED',
      ours: plain(ours),
      theirs: plain(totals),
      found: 0,
      open: 0,
      at: this.#kernel.clock.now(),
    };
    await tx.insert(Reconciliation, reconciliation);
    if (reconciliation.state === 'CLEAN' || !details) return { done: { id: reconciliation.id } };
    return this.#compareDetails(tx, reconciliation, details);
  }

  async #compareDetails(
    tx: EntityManager,
    reconciliation: Reconciliation,
    theirs: readonly ReconciledRecord[],
  ): Promise<Done> {
    const { id, partyKind, party, scheme, fromDay: from, toDay: to } = reconciliation;
    if (!sameTotals(totalsOf(theirs), totalsFrom(reconciliation.theirs))) {
      const facts = { count: theirs.length };
      return refused(refuse('DETAILS_DIFFER_FROM_TOTALS', '明细合计与总额不符', facts).refusal);
    }
    const found = differencesBetween(await ourRecords(tx, { partyKind, party, scheme, from, to }), theirs);
    const state = move(
      RECONCILIATION_LIFE,
      reconciliation.state,
      found.length === 0 ? 'FIND_NONE' : 'FIND_SOME',
    );
    if (!state.ok) return refused(state.refusal);
    await tx.insertMany(
      ReconciliationDifference,
      found.map(({ kind, reference, ours, theirs: other }, place) => ({
        id: newId(),
        reconciliationId: id,
        place,
        kind,
        reference,
        ours: ours && record(ours),
        theirs: other && record(other),
        owner: null,
        outcome: null,
        reason: null,
      })),
    );
    const counts = { found: found.length, open: found.length };
    await tx.nativeUpdate(Reconciliation, { id }, { state: state.value, ...counts });
    return { done: { id } };
  }

  async #answer<Success extends { reconciliation: Reconciliation }>(
    outcome: Done,
    success: Success,
  ): Promise<Success | Refusal> {
    if ('refused' in outcome) return reconciliationRefusal(outcome.refused);
    const reconciliation = await this.#kernel.em().findOneOrFail(Reconciliation, outcome.done.id);
    return Object.assign(success, { reconciliation });
  }
}

/** Only days that have ended stand still, and only days of one month belong to one closing. */
export function checkDays({ from, to }: Pick<Statement, 'from' | 'to'>, now: CalendarDate): void {
  if (to < from) throw badUserInput({ 'input.to': '不得早于开始日期' });
  if (to >= now) throw badUserInput({ 'input.to': '须早于今日' });
  if (from.slice(0, 7) !== to.slice(0, 7)) throw badUserInput({ 'input.to': '须与开始日期同月' });
}

/** What the centre holds of a party's days. */
async function ourRecords(
  tx: EntityManager,
  { partyKind, party, scheme, from, to }: Pick<Statement, 'partyKind' | 'party' | 'scheme' | 'from' | 'to'>,
): Promise<ReconciledRecord[]> {
  const rows: Row[] = await tx.execute(
    `select reference, refund, total::text, fund_paid::text, account_paid::text
     from (${OUR_RECORDS[partyKind]}) ours
     where party = ? and scheme = ? and made_at >= ?::timestamptz and made_at < ?::timestamptz`,
    [party, scheme, startOfDay(from).toISOString(), startOfDay(addDays(to, 1)).toISOString()],
  );
  return rows.map(row => ({
    reference: String(row['reference']),
    refund: row['refund'] === true,
    total: BigInt(String(row['total'])),
    fundPaid: BigInt(String(row['fund_paid'])),
    accountPaid: BigInt(String(row['account_paid'])),
  }));
}

/** Refuses more records than are taken at once, references of no use, and one that comes twice. */
function checkDetails(details: readonly ReconciledRecord[]): readonly ReconciledRecord[] {
  const field = 'input.details';
  if (details.length > MOST_RECORDS) throw badUserInput({ [field]: `不得超过${MOST_RECORDS}条` });
  if (details.some(({ reference }) => !/^[\x21-\x7e]{1,64}$/.test(reference)))
    throw badUserInput({ [field]: '业务标识须为1至64个可见字符' });
  if (new Set(details.map(({ reference }) => reference)).size !== details.length)
    throw badUserInput({ [field]: '业务标识不得重复' });
  return details;
}

function plain({ count, total, fundPaid, accountPaid }: Totals) {
  return { count, total: String(total), fundPaid: String(fundPaid), accountPaid: String(accountPaid) };
}

function totalsFrom({ count, total, fundPaid, accountPaid }: Reconciliation['theirs']): Totals {
  return { count, total: BigInt(total), fundPaid: BigInt(fundPaid), accountPaid: BigInt(accountPaid) };
}

function record({ refund, total, fundPaid, accountPaid }: ReconciledRecord) {
  return { refund, total: String(total), fundPaid: String(fundPaid), accountPaid: String(accountPaid) };
}
