import type { DemoClaim, DemoWorld } from '../../../ops/demo/world.types.ts';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import { settleBenefit, type Benefit } from '../src/benefit/benefit.rule.ts';
import { Accumulator } from '../src/accumulator/accumulator.entity.ts';
import { classifyLine } from '../src/catalogue/catalogue.rule.ts';
import type { BenefitFacts } from '../src/benefit/facts.rule.ts';
import { Claim } from '../src/claim/claim.entity.ts';
import { CommercialPolicy } from '../src/commercial/commercial-policy.entity.ts';
import { commercialPolicyFact } from '../src/commercial/commercial-policy.service.ts';
import { MonthlySettlement } from '../src/declaration/monthly-settlement.entity.ts';
import { FeeItem } from '../src/claim/fee-item.entity.ts';
import { CatalogueItem } from '../src/foreign/catalogue-item.entity.ts';
import { policyBook } from '../src/policy-term/policy-term.rule.ts';
import { DEFAULT_TERMS } from '../src/policy-term/policy-term.terms.ts';
import { storeBasis } from '../src/settlement/basis.ts';
import { claimSettled } from '../src/settlement/settlement-record.ts';
import { Settlement } from '../src/settlement/settlement.entity.ts';
import { storeMovements, storeTrace } from '../src/settlement/stored-benefit.ts';
import { Visit } from '../src/visit/visit.entity.ts';
import { countVolume } from '../src/volume/volume.store.ts';
import { declareDemoMonths, reconcileDemoMonth } from './demo-clearing.ts';
import { DemoLedger } from './demo-ledger.ts';

type World = Pick<
  DemoWorld,
  'asOf' | 'claims' | 'persons' | 'institutions' | 'drugs' | 'serviceItems' | 'policies'
>;

const QUANTITY_UNIT = 1_000_000n;
const BOOK = policyBook(DEFAULT_TERMS);

/**
 * Maps the claims of the demo world to rows and facts. What each payer pays is reckoned by the rules that
 * settle live claims, bill after bill, so that the accumulators are what the settlements moved. The personal
 * account pays nothing here: its ledger is insured's, and starts with the balances of the world.
 */
export async function loadDemo(world: World, tx: EntityManager, kernel: Kernel): Promise<void> {
  const desk = new DemoDesk(world);
  await tx.insertMany(
    CatalogueItem,
    world.serviceItems.map(item => desk.catalogue.get(item.nationalCode)!),
  );
  const bills = world.claims.map(claim => desk.settle(claim));
  const settlements = bills.map(({ settlement }) => settlement);
  const pharmacies = world.institutions.filter(({ kind }) => kind === 'PHARMACY').map(({ code }) => code);
  const months = declareDemoMonths(settlements, pharmacies, world.asOf, BOOK);
  await kernel.sealer.prepare(
    tx,
    world.claims.map(claim => claim.personId),
  );
  await bulkInsert(tx, Visit, await Promise.all(bills.map(bill => visitOf(tx, bill, kernel))));
  await bulkInsert(tx, Claim, bills.map(claimOf));
  await bulkInsert(
    tx,
    FeeItem,
    bills.flatMap(bill => bill.items),
  );
  await bulkInsert(tx, Settlement, settlements);
  await countVolume(
    tx,
    settlements.map(({ id }) => id),
  );
  await bulkInsert(tx, MonthlySettlement, months);
  await reconcileDemoMonth(tx, settlements, pharmacies, world.asOf, kernel);
  await bulkInsert(tx, Accumulator, desk.ledger.rows());
  await bulkInsert(
    tx,
    CommercialPolicy,
    world.policies.map(policy => ({ ...policy, withdrawnOn: null })),
  );
  await kernel.outbox.add(tx, [
    ...bills.map(({ claim, settlement, items }) => claimSettled(settlement, claim.physicianCode, items)),
    ...world.policies.map(policy => commercialPolicyFact('CommercialPolicyRegistered', policy)),
  ]);
}

interface Bill {
  readonly claim: DemoClaim;
  readonly items: readonly FeeItem[];
  readonly settlement: Settlement;
}

/** Settles the claims of the world, in their order. */
class DemoDesk {
  readonly catalogue: ReadonlyMap<string, CatalogueItem>;
  readonly ledger = new DemoLedger();
  readonly #regions: ReadonlyMap<string, string>;
  readonly #institutions: ReadonlyMap<string, World['institutions'][number]>;

  constructor(world: World) {
    this.catalogue = catalogueOf(world);
    this.#regions = new Map(world.persons.map(person => [person.id, person.region]));
    this.#institutions = new Map(world.institutions.map(institution => [institution.code, institution]));
  }

  settle(claim: DemoClaim): Bill {
    const institution = this.#institutions.get(claim.institutionCode)!;
    const subject = {
      scheme: claim.scheme,
      personGroup: claim.personGroup,
      institutionLevel: institution.level,
      visitType: claim.visitType,
      region: this.#regions.get(claim.personId)!,
    };
    const items = claim.lines.map(({ kind: _kind, ...line }): FeeItem => ({
      ...line,
      claimId: claim.id,
      quantity: BigInt(line.quantity) * QUANTITY_UNIT,
    }));
    const facts: BenefitFacts = {
      subject,
      lines: items.map(item => classifyLine(item, this.catalogue.get(item.itemCode), subject, BOOK)),
      settledOn: claim.settledOn,
      entitlement: 'ENTITLED',
      exclusion: null,
      seriousIllness: null,
      assistanceGroups: [],
      mutualAidMembership: null,
      commercialPayouts: [],
      sanctionedAmount: 0n,
      account: { own: 0n, family: 0n },
      accumulators: this.ledger.of(claim),
    };
    const benefit = settleBenefit(facts, BOOK);
    if (!benefit.ok) throw new Error(`demo claim ${claim.id}: ${benefit.refusal.code}`);
    const sequence = this.ledger.move(claim, benefit.value.moved);
    const settlement = settlementOf(claim, institution.region, benefit.value, sequence);
    return { claim, items, settlement: { ...settlement, basis: storeBasis(facts, BOOK) } };
  }
}

function catalogueOf({ drugs, serviceItems }: World): Map<string, CatalogueItem> {
  const items = [...drugs, ...serviceItems.map(item => ({ ...item, priceLimit: null }))];
  return new Map(
    items.map(({ nationalCode, itemClass, firstSelfPayRatio, priceLimit }) => [
      nationalCode,
      {
        code: nationalCode,
        itemClass,
        firstSelfPayRatio,
        priceLimit,
        validFrom: null,
        validTo: null,
      },
    ]),
  );
}

async function visitOf(tx: EntityManager, { claim, settlement }: Bill, kernel: Kernel): Promise<object> {
  const { visitId: id, personId, physicianCode, visitType, visitedOn, diagnosis } = claim;
  const { institutionCode, institutionRegion } = settlement;
  const sealed = await kernel.sealer.seal(
    tx,
    Visit,
    { rowId: id, personId },
    { diagnosisCode: diagnosis.code, diagnosis: diagnosis.text },
  );
  const where = { institutionCode, institutionRegion, physicianCode };
  return {
    id,
    personId,
    channel: 'DIRECT',
    ...where,
    visitType,
    startedOn: visitedOn,
    ...sealed,
    fundAdvances: false,
  };
}

function claimOf({ settlement }: Bill): object {
  const { claimId: id, visitId, personId, institutionCode, institutionRegion, state, total } = settlement;
  return { id, visitId, personId, institutionCode, institutionRegion, state, total };
}

function settlementOf(
  claim: DemoClaim,
  region: string,
  benefit: Benefit,
  sequence: number,
): Omit<Settlement, 'basis'> {
  const { visitId, personId, institutionCode, scheme, personGroup, visitType, settledOn } = claim;
  const { total, fundPaid, accountPaid, commercialPaid, cashPaid } = benefit;
  return {
    id: claim.settlementId,
    claimId: claim.id,
    visitId,
    personId,
    institutionCode,
    institutionRegion: region,
    channel: 'DIRECT',
    kind: 'NORMAL',
    state: 'SETTLED',
    opposesId: null,
    monthlySettlementId: null,
    msgid: null,
    entitlement: 'ENTITLED',
    scheme,
    personGroup,
    visitType,
    settledOn,
    settledAt: new Date(claim.settledAt),
    total,
    fundPaid,
    accountPaid,
    commercialPaid,
    cashPaid,
    sequence,
    trace: storeTrace(benefit.trace),
    moved: storeMovements(benefit.moved),
  };
}
