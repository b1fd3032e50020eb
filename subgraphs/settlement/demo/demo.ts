import type { DemoClaim, DemoWorld } from '../../../ops/demo/world.types.ts';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import { Sealed } from '#kernel/sensitive/sealed';
import { yearOf } from '#kernel/vocabulary/calendar';
import { settleBenefit, type Benefit } from '../src/benefit/benefit.rule.ts';
import type { Accumulators } from '../src/benefit/facts.rule.ts';
import { bulkInsert } from '../src/bulk-insert.ts';
import { BULK_TABLES } from '../src/bulk-tables.ts';
import { classifyLine } from '../src/catalogue/catalogue.rule.ts';
import { CatalogueItem } from '../src/foreign/catalogue-item.entity.ts';
import { policyBook } from '../src/policy-term/policy-term.rule.ts';
import { DEFAULT_TERMS } from '../src/policy-term/policy-term.terms.ts';
import { afterMovement } from '../src/settlement/opposite.rule.ts';
import { storeMovements, storeTrace } from '../src/settlement/stored-benefit.ts';
import { Visit } from '../src/visit/visit.entity.ts';

type World = Pick<DemoWorld, 'claims' | 'persons' | 'institutions' | 'drugs' | 'serviceItems'>;

const QUANTITY_UNIT = 1_000_000n;
const BOOK = policyBook(DEFAULT_TERMS);

/**
 * Maps the claims of the demo world to rows. What each payer pays is reckoned by the rules that settle live
 * claims, bill after bill, so that the accumulators are what the settlements moved. The personal account
 * pays nothing here: its ledger is insured's, and starts with the balances of the world.
 */
export async function loadDemo(world: World, tx: EntityManager, kernel: Kernel): Promise<void> {
  const catalogue = catalogueOf(world);
  await tx.insertMany(
    CatalogueItem,
    world.serviceItems.map(item => catalogue.get(item.nationalCode)!),
  );
  const ledger = new Ledger();
  const rows = {
    visits: [] as object[],
    claims: [] as object[],
    items: [] as object[],
    settlements: [] as object[],
  };
  const regions = new Map(world.persons.map(person => [person.id, person.region]));
  const institutions = new Map(world.institutions.map(institution => [institution.code, institution]));
  for (const claim of world.claims) {
    const institution = institutions.get(claim.institutionCode)!;
    const where = { institutionCode: institution.code, institutionRegion: institution.region };
    const subject = {
      scheme: claim.scheme,
      personGroup: claim.personGroup,
      institutionLevel: institution.level,
      visitType: claim.visitType,
      region: regions.get(claim.personId)!,
    };
    const lines = claim.lines.map(line => {
      const charged = { ...line, quantity: BigInt(line.quantity) * QUANTITY_UNIT };
      return classifyLine(charged, catalogue.get(line.itemCode), subject, BOOK);
    });
    const benefit = settleBenefit(
      {
        subject,
        lines,
        settledOn: claim.settledOn,
        entitlement: 'ENTITLED',
        exclusion: null,
        seriousIllness: null,
        assistanceGroups: [],
        mutualAidMembership: null,
        commercialPayouts: [],
        sanctionedAmount: 0n,
        account: { own: 0n, family: 0n },
        accumulators: ledger.of(claim),
      },
      BOOK,
    );
    if (!benefit.ok) throw new Error(`demo claim ${claim.id}: ${benefit.refusal.code}`);
    rows.visits.push(await visitRow(claim, where, kernel));
    rows.claims.push({
      id: claim.id,
      visitId: claim.visitId,
      personId: claim.personId,
      ...where,
      state: 'SETTLED',
      total: String(claim.total),
    });
    rows.items.push(
      ...claim.lines.map(line => ({
        ...line,
        claimId: claim.id,
        quantity: String(BigInt(line.quantity) * QUANTITY_UNIT),
        unitPrice: String(line.unitPrice),
        amount: String(line.amount),
      })),
    );
    rows.settlements.push(settlementRow(claim, where, benefit.value, ledger.move(claim, benefit.value)));
  }
  await bulkInsert(tx, 'visit', BULK_TABLES.visit, rows.visits as never);
  await bulkInsert(tx, 'claim', BULK_TABLES.claim, rows.claims as never);
  await bulkInsert(tx, 'fee_item', BULK_TABLES.fee_item, rows.items as never);
  await bulkInsert(tx, 'settlement', BULK_TABLES.settlement, rows.settlements as never);
  await bulkInsert(tx, 'accumulator', BULK_TABLES.accumulator, ledger.rows());
}

function catalogueOf({ drugs, serviceItems }: World): Map<string, CatalogueItem> {
  const items = [
    ...drugs.map(({ nationalCode, itemClass, firstSelfPayRatio, priceLimit }) => ({
      code: nationalCode,
      itemClass,
      firstSelfPayRatio,
      priceLimit,
    })),
    ...serviceItems.map(({ nationalCode, itemClass, firstSelfPayRatio }) => ({
      code: nationalCode,
      itemClass,
      firstSelfPayRatio,
      priceLimit: null,
    })),
  ];
  return new Map(items.map(item => [item.code, item]));
}

/** The years of all persons, as far as the bills have come. */
class Ledger {
  readonly #years = new Map<string, { claim: DemoClaim; accumulators: Accumulators; sequence: number }>();

  of(claim: DemoClaim): Accumulators {
    return this.#years.get(keyOf(claim))?.accumulators ?? {};
  }

  /** Moves the year of a bill; yields the bill's place in it. */
  move(claim: DemoClaim, { moved }: Benefit): number {
    const sequence = (this.#years.get(keyOf(claim))?.sequence ?? 0) + 1;
    this.#years.set(keyOf(claim), { claim, accumulators: afterMovement(this.of(claim), moved), sequence });
    return sequence;
  }

  rows(): Record<string, unknown>[] {
    return [...this.#years.values()].flatMap(({ claim, accumulators }) =>
      Object.entries(accumulators).map(([kind, amount]) => ({
        personId: claim.personId,
        scheme: claim.scheme,
        year: yearOf(claim.settledOn),
        kind,
        amount: String(amount),
      })),
    );
  }
}

function keyOf({ personId, scheme, settledOn }: DemoClaim): string {
  return `${personId}/${scheme}/${yearOf(settledOn)}`;
}

interface Where {
  readonly institutionCode: string;
  readonly institutionRegion: string;
}

async function visitRow(claim: DemoClaim, where: Where, kernel: Kernel): Promise<object> {
  const { visitId: id, personId, physicianCode, visitType, visitedOn, diagnosis } = claim;
  const sealed = await kernel.sealer.seal(
    Visit,
    { rowId: id, personId },
    { diagnosisCode: diagnosis.code, diagnosis: diagnosis.text },
  );
  const hex = Object.fromEntries(
    Object.entries(sealed).map(([name, value]) => [
      name,
      value instanceof Sealed ? value.envelope.toString('hex') : null,
    ]),
  );
  return {
    id,
    personId,
    ...where,
    physicianCode,
    visitType,
    startedOn: visitedOn,
    ...hex,
    exclusionCause: null,
    fundAdvances: false,
  };
}

function settlementRow(claim: DemoClaim, where: Where, benefit: Benefit, sequence: number): object {
  const { visitId, personId, scheme, personGroup, visitType, settledOn, settledAt } = claim;
  return {
    id: claim.settlementId,
    claimId: claim.id,
    ...where,
    ...{ visitId, personId, scheme, personGroup, visitType, settledOn, settledAt, sequence },
    ...{ kind: 'NORMAL', state: 'SETTLED', entitlement: 'ENTITLED' },
    total: String(benefit.total),
    fundPaid: String(benefit.fundPaid),
    accountPaid: String(benefit.accountPaid),
    commercialPaid: String(benefit.commercialPaid),
    cashPaid: String(benefit.cashPaid),
    trace: storeTrace(benefit.trace),
    moved: storeMovements(benefit.moved),
  };
}
