import { badUserInput, notFound } from '#kernel/graphql/errors';
import { refusalMapper, type Refusal } from '#kernel/graphql/refusal';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager, Row } from '#kernel/persistence/database';
import { daysBetween, type CalendarDate } from '#kernel/vocabulary/calendar';
import type { Result } from '#kernel/vocabulary/result';
import { accept } from '#kernel/vocabulary/result';
import type { BenefitRefusal } from '../benefit/benefit.rule.ts';
import type { StoredLine, StoredMovements } from '../settlement/stored-benefit.ts';
import { readMovements, readTrace } from '../settlement/stored-benefit.ts';
import { PAYERS, type Payer } from '../benefit/state.rule.ts';
import { Institution } from '../foreign/institution.stub.ts';
import type { PersonGroup, Scheme } from '../policy-term/policy-term.rule.ts';
import { readPolicyBook } from '../policy-term/policy-term.store.ts';
import { readFacts, type StoredBasis } from '../settlement/basis.ts';
import { payments } from '../settlement/split.rule.ts';
import { InvalidStepOrderRefusal, NoPolicyTermRefusal } from '../settlement/settlement.result.ts';
import type { PolicyChange } from './policy-change.entity.ts';
import { bookUnder } from './policy-change.rule.ts';
import { readTerm } from './policy-change.service.ts';
import { Simulation, type Difference, type SettledBill } from './simulation.rule.ts';
import { NotSimulatableRefusal, PolicySimulation } from './simulation.type.ts';

const LONGEST_DAYS = 366;
const BATCH = 500;

const toRefusal = refusalMapper({
  NO_TERM_IN_FORCE: NoPolicyTermRefusal,
  INVALID_STEP_ORDER: InvalidStepOrderRefusal,
  NOT_SIMULATABLE: NotSimulatableRefusal,
});

interface Period {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** Settles the settlements of a period once more under a draft; reads only. */
export async function simulatePolicyChange(
  em: EntityManager,
  principal: Principal,
  change: PolicyChange | null,
  period: Period,
): Promise<PolicySimulation | Refusal> {
  if (!change) throw notFound('政策调整');
  const span = daysBetween(period.from, period.to);
  if (span < 0) throw badUserInput({ to: '不得早于开始日期' });
  if (span >= LONGEST_DAYS) throw badUserInput({ to: `区间不得超过${LONGEST_DAYS}天` });
  const draft = change.terms.map(readTerm);
  const classified = draft.find(({ kind }) => kind === 'ITEM_CLASS');
  if (classified) {
    const facts = { kind: classified.kind };
    return toRefusal({ code: 'NOT_SIMULATABLE', message: '项目类别调整不影响已归类的明细，无法测算', facts });
  }
  const simulation = new Simulation(bookUnder(await readPolicyBook(em), draft));
  const run = await settleAgain(em, simulation, period, regionLimit(principal) ?? '');
  if (!run.ok) return toRefusal(run.refusal);
  const { bills, changed, byPayer, byGroup, byInstitution } = simulation.sums();
  return Object.assign(new PolicySimulation(), {
    change,
    ...period,
    bills,
    changed,
    leftOut: run.value,
    byPayer: sorted(byPayer, payer => PAYERS.indexOf(payer)).map(([payer, row]) => ({ payer, ...told(row) })),
    byGroup: sorted(byGroup, key => key).map(([key, row]) => {
      const [scheme, personGroup] = key.split('/') as [Scheme, PersonGroup];
      return { scheme, personGroup, ...told(row) };
    }),
    byInstitution: sorted(byInstitution, code => code).map(([code, row]) => ({
      institution: Institution.of(code),
      ...told(row),
    })),
  });
}

/** Feeds the living settlements of a period, each person's year in its order; yields how many had no basis. */
async function settleAgain(
  em: EntityManager,
  simulation: Simulation,
  { from, to }: Period,
  region: string,
): Promise<Result<number, BenefitRefusal>> {
  let leftOut = 0;
  let last: Row | undefined;
  for (;;) {
    const rows: Row[] = await em.execute(
      `select id, person_id, scheme, to_char(settled_on, 'YYYY-MM-DD') as day, sequence, institution_code,
         institution_region, trace, moved, basis
       from "settlement"."settlement"
       where settled_on between ? and ? and kind = 'NORMAL' and state = 'SETTLED'
         and (?::uuid is null or (person_id, scheme, settled_on, sequence, id) > (?::uuid, ?, ?::date, ?::int, ?::uuid))
       order by person_id, scheme, settled_on, sequence, id limit ${BATCH}`,
      [
        ...[from, to, last?.['person_id'] ?? null],
        ...['person_id', 'scheme', 'day', 'sequence', 'id'].map(column => last?.[column] ?? null),
      ],
    );
    for (const row of rows) {
      const reported = String(row['institution_region']).startsWith(region);
      if (row['basis'] === null) {
        if (reported) leftOut += 1;
        continue;
      }
      const added = simulation.add(billOf(row, reported));
      if (!added.ok) return added;
    }
    last = rows.at(-1);
    if (rows.length < BATCH) return accept(leftOut);
  }
}

function billOf(row: Row, reported: boolean): SettledBill {
  const paid = Object.fromEntries(PAYERS.map(payer => [payer, 0n])) as Record<Payer, bigint>;
  for (const { payer, amount } of payments(readTrace(json<StoredLine[]>(row['trace'])))) paid[payer] = amount;
  return {
    ledger: `${row['person_id']}/${row['scheme']}/${String(row['day']).slice(0, 4)}`,
    institutionCode: String(row['institution_code']),
    facts: readFacts(json<StoredBasis>(row['basis'])),
    moved: readMovements(json<StoredMovements>(row['moved'])),
    paid,
    reported,
  };
}

function json<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : value) as T;
}

function told({ bills, before, after }: Difference): Difference & { readonly difference: bigint } {
  return { bills, before, after, difference: after - before };
}

function sorted<Key>(
  sums: ReadonlyMap<Key, Difference>,
  by: (key: Key) => string | number,
): (readonly [Key, Difference])[] {
  return [...sums].sort(([a], [b]) => (by(a) < by(b) ? -1 : 1));
}
