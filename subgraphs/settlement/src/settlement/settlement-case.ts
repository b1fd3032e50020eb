import { forbidden, notFound } from '#kernel/graphql/errors';
import type { EntityManager, Row } from '#kernel/persistence/database';
import { isId } from '#kernel/persistence/id';
import { asJson, fromJson, readTogether } from '#kernel/persistence/row-json';
import type { Statement } from '#kernel/persistence/statement';
import { yearOf, type CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { Accumulator } from '../accumulator/accumulator.entity.ts';
import { accumulatorsOf, LEDGER_LOCK, type LedgerKey } from '../accumulator/accumulator.store.ts';
import { accountDemand, settleBenefit, type BenefitRefusal } from '../benefit/benefit.rule.ts';
import type { BenefitFacts } from '../benefit/facts.rule.ts';
import { classifyLine } from '../catalogue/catalogue.rule.ts';
import { Claim } from '../claim/claim.entity.ts';
import { FeeItem } from '../claim/fee-item.entity.ts';
import { entryOf } from '../cost-entry/paid-once.store.ts';
import { directBenefits } from '../direct-benefit/direct-benefit.rule.ts';
import { entitlementOn } from '../entitlement/entitlement.rule.ts';
import { CatalogueItem } from '../foreign/catalogue-item.entity.ts';
import { EnrolmentCopy } from '../foreign/enrolment-copy.entity.ts';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import type { PolicyBook, Scheme } from '../policy-term/policy-term.rule.ts';
import { BOOK_EDITION, policyBookOf } from '../policy-term/policy-term.store.ts';
import { Qualification } from '../qualification/qualification.entity.ts';
import type { Channel } from '../visit/channel.ts';
import { Visit } from '../visit/visit.entity.ts';
import { storeBenefit, type StoredBenefit } from './stored-benefit.ts';

/** Everything that a settlement of a claim is decided from, as loaded. */
export interface SettlementCase {
  readonly claim: Claim;
  readonly visit: Visit;
  readonly items: readonly FeeItem[];
  readonly ledger: LedgerKey;
  /** Without account payments. */
  readonly facts: BenefitFacts;
  readonly book: PolicyBook;
  /** Place of the last record in the person's year; the ledger was locked before, where it is relied on. */
  readonly lastSequence: number;
  /** Number of the voucher on paper that pays these days; null where none does. */
  readonly entered: string | null;
}

export type CaseRefusal = RefusalFacts<'NOT_ENROLLED' | 'INSTITUTION_NOT_SERVING'>;

/**
 * A claim of the institution with its visit, locked until the end of the transaction; with the ledger of its person where
 * it is asked for. Locked in this order: visit, claim, ledger.
 */
export async function lockClaim(
  tx: EntityManager,
  claimId: string,
  institution: string,
  {
    channel = 'DIRECT',
    selfPaying = false,
    ledger = false,
  }: { readonly channel?: Channel; readonly selfPaying?: boolean; readonly ledger?: boolean } = {},
): Promise<{ claim: Claim; visit: Visit }> {
  const [found] = isId(claimId)
    ? await tx.execute<Row[]>(
        `select locked.claim, locked.visit${ledger ? `, ${LEDGER_LOCK}` : ''}
         from (select ${asJson(tx, Claim, 'c')} as claim, ${asJson(tx, Visit, 'v')} as visit, v.person_id
           from "settlement"."visit" v join "settlement"."claim" c on c.visit_id = v.id
           where c.id = ? for update of v, c) locked`,
        [claimId],
      )
    : [];
  if (!found) throw notFound('费用单');
  const claim = fromJson(tx, Claim, found['claim'] as Row);
  const visit = fromJson(tx, Visit, found['visit'] as Row);
  if (claim.institutionCode !== institution) throw forbidden('只能办理本机构的费用单');
  if (visit.channel !== channel) throw forbidden('零星报销的费用由经办机构办理');
  if (visit.selfPaying !== selfPaying) throw forbidden('自费就诊与医保就诊分别办理');
  return { claim, visit };
}

/** Loads the facts of a claim for a settlement on a day. */
export async function openCase(
  em: EntityManager,
  claim: Claim,
  visit: Visit,
  settledOn: CalendarDate,
  {
    anyInstitution = false,
    ...benefits
  }: { readonly anyInstitution?: boolean } & Partial<
    Pick<BenefitFacts, 'seriousIllness' | 'mutualAidMembership'>
  > = {},
): Promise<Result<SettlementCase, CaseRefusal>> {
  const year = yearOf(settledOn);
  const { rows, values } = await readTogether(em, rowsOf(claim, year), {
    edition: BOOK_EDITION,
    entered: entryOf(visit),
    sequences: lastSequences(claim.personId, year),
  });
  const [institution] = rows.institutions;
  if (!institution || (institution.state !== 'ACTIVE' && !anyInstitution)) {
    return refuse('INSTITUTION_NOT_SERVING', '机构未定点或定点已暂停', {
      institutionState: institution?.state ?? null,
    });
  }
  const cover = entitlementOn(rows.enrolments, visit.startedOn);
  if (!cover.ok) return cover;
  const { enrolment, entitlement } = cover.value;
  const { items, qualifications } = rows;
  const catalogue = new Map(rows.entries.map(entry => [entry.code, entry]));
  const book = await policyBookOf(em, String(values.edition));
  const { scheme } = enrolment;
  const ledger = { personId: claim.personId, scheme, year };
  const subject = {
    scheme,
    personGroup: enrolment.personGroup,
    institutionLevel: institution.level,
    visitType: visit.visitType,
    region: enrolment.region,
  };
  const facts: BenefitFacts = {
    subject,
    settledOn,
    lines: items.map(item => classifyLine(item, catalogue.get(item.itemCode), subject, book)),
    entitlement,
    exclusion:
      visit.exclusionCause === null ? null : { cause: visit.exclusionCause, advanced: visit.fundAdvances },
    ...directBenefits({ ...visit, subject }, qualifications, book, settledOn),
    commercialPayouts: [],
    sanctionedAmount: 0n,
    account: { own: 0n, family: 0n },
    accumulators: accumulatorsOf(rows.accumulators.filter(row => row.scheme === scheme)),
    ...benefits,
  };
  const sequences = (values.sequences ?? {}) as Readonly<Partial<Record<Scheme, number>>>;
  const lastSequence = sequences[scheme] ?? 0;
  const entered = values.entered === null ? null : String(values.entered);
  return accept({ claim, visit, items, ledger, facts, book, lastSequence, entered });
}

/** The rows that a case is made of. */
function rowsOf({ id, personId, institutionCode }: Claim, year: number) {
  const where = (text: string, ...parameters: unknown[]): Statement => ({ text, parameters });
  const ofPerson = where('person_id = ?', personId);
  return {
    institutions: { of: InstitutionCopy, where: where('code = ?', institutionCode) },
    enrolments: { of: EnrolmentCopy, where: ofPerson },
    items: { of: FeeItem, where: where('claim_id = ? order by detail_number', id) },
    entries: {
      of: CatalogueItem,
      where: where('code in (select item_code from "settlement"."fee_item" where claim_id = ?)', id),
    },
    qualifications: { of: Qualification, where: ofPerson },
    accumulators: { of: Accumulator, where: where('person_id = ? and year = ?', personId, year) },
  };
}

/** Reads the place of the last record of each scheme in a person's year. */
function lastSequences(personId: string, year: number): Statement {
  return {
    text: `select json_object_agg(scheme, last) from (
      select scheme, max(sequence) as last from "settlement"."settlement"
      where person_id = ? and settled_on between ? and ? group by scheme) s`,
    parameters: [personId, `${year}-01-01`, `${year}-12-31`],
  };
}

/** Reckons a case without the account, and what the account could pay of it. */
export function reckon({ facts, book }: SettlementCase): Result<StoredBenefit, BenefitRefusal> {
  const benefit = settleBenefit(facts, book);
  if (!benefit.ok) return benefit;
  const demand = accountDemand(facts, book);
  if (!demand.ok) return demand;
  return accept(
    storeBenefit(benefit.value, {
      settledOn: facts.settledOn,
      scheme: facts.subject.scheme,
      entitlement: facts.entitlement,
      accountPayable: demand.value,
      accumulators: facts.accumulators,
    }),
  );
}
