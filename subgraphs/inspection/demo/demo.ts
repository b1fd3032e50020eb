import type { DemoClaim, DemoWorld } from '../../../ops/demo/world.types.ts';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import type { FeeRuleEntry } from '../src/fee-rule/fee-rule-table.rule.ts';
import { FeeRuleStore } from '../src/fee-rule/fee-rule.store.ts';
import { readAge, readFrequency, readVisitType } from '../src/fee-rule/fee-rule-text.rule.ts';
import { keepLines } from '../src/foreign/settled-history.ts';
import { CataloguedDrug, PersonStanding, type SettledLineRow } from '../src/foreign/settled-line.entity.ts';
import { LocalPlatform } from '../src/inspection-code/regulator-platform.ts';
import { Physician } from '../src/physician/physician.entity.ts';
import type { Services } from '../src/services.ts';
import { loadDemoCodes } from './demo-codes.ts';

type World = Pick<
  DemoWorld,
  'asOf' | 'institutions' | 'physicians' | 'persons' | 'drugs' | 'serviceItems' | 'claims'
>;

/** Maps the demo world to rows; suspicions are raised by the same models that watch live claims. */
export async function loadDemo(
  world: World,
  tx: EntityManager,
  services: Services,
  kernel: Kernel,
): Promise<void> {
  await services.institutions.save(
    tx,
    world.institutions.map(({ address: _address, ...institution }) => ({ ...institution, speciality: null })),
  );
  await bulkInsert(
    tx,
    Physician,
    world.physicians.map(physician => ({ ...physician, institutionCodes: [...physician.institutionCodes] })),
  );
  await loadDemoCodes(world, tx, kernel, new LocalPlatform());
  await loadDemoRules(world, tx, kernel);
  await bulkInsert(
    tx,
    PersonStanding,
    world.persons.map(({ id, personGroup }) => ({
      personId: id,
      insuredAsAdult: personGroup !== 'STUDENT_CHILD',
    })),
  );
  await bulkInsert(
    tx,
    CataloguedDrug,
    world.drugs.map(({ id, nationalCode, genericName }) => ({ nationalCode, drugId: id, genericName })),
  );
  await keepLines(tx, world.claims.flatMap(linesOf));
  await services.suspicions.raise(
    tx,
    world.claims.map(claim => ({ claimId: claim.id, personId: claim.personId })),
  );
}

/** Rules for the invented items of the demo, read from texts as a loaded file is; they say that they are demo data. */
async function loadDemoRules(
  { drugs, serviceItems }: World,
  tx: EntityManager,
  kernel: Kernel,
): Promise<void> {
  const entry = (
    list: string,
    subject: string,
    code: string,
    explanation: string,
    limit: ReturnType<typeof readAge | typeof readFrequency | typeof readVisitType>,
  ): FeeRuleEntry => ({
    library: 'LOCAL',
    list,
    subject,
    qualifier: code,
    codes: [code],
    codesArePrefixes: false,
    kind: limit.ok ? limit.value.kind : null,
    limit: limit.ok ? limit.value : null,
    notUnderstood: limit.ok ? null : limit.refusal.message,
    explanation: `${explanation}（演示数据）`,
  });
  const entries = [
    ...drugs.flatMap(({ limitedTo, genericName, nationalCode }) => {
      if (limitedTo === 'CHILDREN') {
        return [entry('demo-drug-age', genericName, nationalCode, '限儿童', readAge('儿童', ''))];
      }
      if (limitedTo === 'INPATIENT') {
        return [
          entry('demo-drug-visit-type', genericName, nationalCode, '限住院', readVisitType('住院', '')),
        ];
      }
      return [];
    }),
    ...serviceItems.flatMap(({ dailyLimit, name, nationalCode }) =>
      dailyLimit === null
        ? []
        : [
            entry(
              'demo-item-frequency',
              name,
              nationalCode,
              `每日不超过${dailyLimit}次`,
              readFrequency(String(dailyLimit), '日'),
            ),
          ],
    ),
  ];
  const store = new FeeRuleStore(tx, kernel.clock.now());
  await store.saveEntries(
    entries.map((each, at) => ({ entry: each, line: at + 1 })),
    'demo',
  );
}

function linesOf(claim: DemoClaim): SettledLineRow[] {
  return claim.lines.map(line => ({
    id: line.id,
    claimId: claim.id,
    visitId: claim.visitId,
    personId: claim.personId,
    institutionCode: claim.institutionCode,
    physicianCode: claim.physicianCode,
    insurance: claim.scheme,
    visitType: claim.visitType,
    itemCode: line.itemCode,
    itemName: line.itemName,
    quantity: BigInt(line.quantity) * 1_000_000n,
    amount: line.amount,
    serviceDate: line.serviceDate,
    daysOfSupply: line.daysOfSupply,
  }));
}
