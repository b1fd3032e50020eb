import { LockMode } from '@mikro-orm/core';
import { forbidden, notFound } from '#kernel/graphql/errors';
import type { EntityManager } from '#kernel/persistence/database';
import { isId } from '#kernel/persistence/id';
import { yearOf, type CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { readAccumulators, type LedgerKey } from '../accumulator/accumulator.store.ts';
import { accountDemand, settleBenefit, type BenefitRefusal } from '../benefit/benefit.rule.ts';
import type { BenefitFacts } from '../benefit/facts.rule.ts';
import { classifyLine } from '../catalogue/catalogue.rule.ts';
import { Claim } from '../claim/claim.entity.ts';
import { FeeItem } from '../claim/fee-item.entity.ts';
import { directBenefits } from '../direct-benefit/direct-benefit.rule.ts';
import { entitlementOn } from '../entitlement/entitlement.rule.ts';
import { CatalogueItem } from '../foreign/catalogue-item.entity.ts';
import { EnrolmentCopy } from '../foreign/enrolment-copy.entity.ts';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import type { PolicyBook } from '../policy-term/policy-term.rule.ts';
import { readPolicyBook } from '../policy-term/policy-term.store.ts';
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
}

export type CaseRefusal = RefusalFacts<'NOT_ENROLLED' | 'INSTITUTION_NOT_SERVING'>;

/** A claim of the institution with its visit, locked until the end of the transaction. */
export async function lockClaim(
  tx: EntityManager,
  claimId: string,
  institution: string,
  channel: Channel = 'DIRECT',
  selfPaying = false,
): Promise<{ claim: Claim; visit: Visit }> {
  const found = isId(claimId) ? await tx.findOne(Claim, { id: claimId }) : null;
  if (!found) throw notFound('费用单');
  if (found.institutionCode !== institution) throw forbidden('只能办理本机构的费用单');
  const visit = await tx.findOneOrFail(
    Visit,
    { id: found.visitId },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (visit.channel !== channel) throw forbidden('零星报销的费用由经办机构办理');
  if (visit.selfPaying !== selfPaying) throw forbidden('自费就诊与医保就诊分别办理');
  const claim = await tx.findOneOrFail(Claim, { id: claimId }, { refresh: true });
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
  const institution = await em.findOne(InstitutionCopy, { code: claim.institutionCode });
  if (!institution || (institution.state !== 'ACTIVE' && !anyInstitution)) {
    return refuse('INSTITUTION_NOT_SERVING', '机构未定点或定点已暂停', {
      institutionState: institution?.state ?? null,
    });
  }
  const cover = entitlementOn(await em.find(EnrolmentCopy, { personId: claim.personId }), visit.startedOn);
  if (!cover.ok) return cover;
  const { enrolment, entitlement } = cover.value;
  const items = await em.find(FeeItem, { claimId: claim.id }, { orderBy: { detailNumber: 'asc' } });
  const entries = await em.find(CatalogueItem, {
    code: { $in: [...new Set(items.map(item => item.itemCode))] },
  });
  const catalogue = new Map(entries.map(entry => [entry.code, entry]));
  const book = await readPolicyBook(em);
  const qualifications = await em.find(Qualification, { personId: claim.personId });
  const ledger = { personId: claim.personId, scheme: enrolment.scheme, year: yearOf(settledOn) };
  const subject = {
    scheme: enrolment.scheme,
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
    accumulators: await readAccumulators(em, ledger),
    ...benefits,
  };
  return accept({ claim, visit, items, ledger, facts, book });
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
