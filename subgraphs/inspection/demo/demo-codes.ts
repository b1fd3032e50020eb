import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { addDays, startOfDay, type CalendarDate } from '#kernel/vocabulary/calendar';
import {
  InspectionCode,
  InspectionCodeMove,
  InspectionCodeOfficer,
  InspectionParty,
} from '../src/inspection-code/inspection-code.entity.ts';
import { moveCode } from '../src/inspection-code/inspection-code.rule.ts';
import type { InspectionCodeAct, InspectionCodeState } from '../src/inspection-code/inspection-code.terms.ts';
import { InspectionTask } from '../src/inspection-code/inspection-task.entity.ts';
import { LawEnforcementOfficer } from '../src/inspection-code/officer.entity.ts';
import type { LocalPlatform } from '../src/inspection-code/regulator-platform.ts';
import type { DemoInstitution, DemoWorld } from '../../../ops/demo/world.types.ts';

const AUTHORITY = '市医疗保障监督检查所';
const PARTNER = '市药品监督管理部门';
const OFFICERS = ['钱知行', '孙望舒', '李砚秋', '周怀瑾', '吴清扬', '郑晚晴'];

/** How far each demo inspection has come; every step goes through the transition table. */
const WALKS: readonly (readonly InspectionCodeAct[])[] = [
  [],
  ['APPLY', 'ISSUE'],
  ['APPLY', 'ISSUE', 'SEND'],
  ['APPLY', 'ISSUE', 'SEND', 'SCAN'],
  ['APPLY', 'ISSUE', 'SEND', 'SCAN', 'ENTER_RESULT'],
  ['APPLY', 'ISSUE', 'SEND', 'SCAN', 'ENTER_RESULT', 'CONCLUDE'],
  ['APPLY', 'ISSUE', 'SEND', 'SCAN', 'ENTER_RESULT', 'CONCLUDE', 'EVALUATE'],
  ['APPLY', 'ISSUE', 'CANCEL'],
  ['APPLY', 'ISSUE', 'SEND', 'VOID'],
];

/** Officers, two tasks and inspection codes in every state; nobody of them exists. */
export async function loadDemoCodes(
  world: Pick<DemoWorld, 'asOf' | 'institutions'>,
  tx: EntityManager,
  kernel: Kernel,
  platform: LocalPlatform,
): Promise<void> {
  const officers = await Promise.all(
    OFFICERS.map(async (name, at) => {
      const id = newId();
      const certificateNumber = `31000000${String(at + 1).padStart(4, '0')}`;
      return {
        id,
        name,
        department: at < 4 ? AUTHORITY : PARTNER,
        certificateFrom: addDays(world.asOf, -900),
        certificateTo: addDays(world.asOf, 900),
        certificateRevoked: false,
        ...(await kernel.sealer.seal(tx, LawEnforcementOfficer, { rowId: id }, { certificateNumber })),
      };
    }),
  );
  await tx.insertMany(LawEnforcementOfficer, officers as never);
  const tasks = [task(world.asOf, 1, 'MEDICAL_INSTITUTION'), task(world.asOf, 2, 'PHARMACY')] as const;
  await tx.insertMany(InspectionTask, tasks as never);
  for (const [kindAt, kind] of (['HOSPITAL', 'PHARMACY'] as const).entries()) {
    const parties = world.institutions.filter(each => each.kind === kind && each.state === 'ACTIVE');
    for (const [at, walk] of WALKS.entries()) {
      const party = parties[at % parties.length]!;
      await addCode(
        tx,
        tasks[kindAt]!,
        party,
        walk,
        officers.map(each => each.id),
        world.asOf,
        platform,
      );
    }
  }
}

function task(asOf: CalendarDate, serial: number, field: InspectionTask['field']): InspectionTask {
  return {
    id: newId(),
    number: `YBJC-${asOf.slice(0, 4)}-${String(serial).padStart(3, '0')}`,
    matter: field === 'PHARMACY' ? '定点零售药店医保基金使用情况' : '定点医疗机构医保基金使用情况',
    field,
    source: serial === 1 ? 'PLAN' : 'SUSPICION',
    category: serial === 1 ? 'ROUTINE' : 'SPECIAL',
    form: 'ON_SITE',
    plannedFrom: addDays(asOf, -20),
    plannedTo: addDays(asOf, 40),
    coversPublicInstitutions: true,
  };
}

async function addCode(
  tx: EntityManager,
  inspected: InspectionTask,
  institution: DemoInstitution,
  walk: readonly InspectionCodeAct[],
  officerIds: readonly string[],
  asOf: CalendarDate,
  platform: LocalPlatform,
): Promise<void> {
  const id = newId();
  const begin = startOfDay(addDays(asOf, -19)).getTime();
  const at = (step: number): Date => new Date(begin + step * 7_200_000);
  const moves: object[] = [];
  let state: InspectionCodeState = 'DRAFT';
  const record = (
    act: InspectionCodeAct | null,
    from: InspectionCodeState | null,
    to: InspectionCodeState,
  ): void => {
    const step = moves.length;
    const reason = act === 'CANCEL' || act === 'VOID' ? '检查计划调整' : null;
    const who = act === 'SCAN' || act === 'EVALUATE' ? 'INSTITUTION' : 'INSPECTOR';
    moves.push({
      id: newId(),
      inspectionCodeId: id,
      sequence: step + 1,
      act,
      fromState: from,
      toState: to,
      byRole: who,
      bySubject: 'demo',
      department: null,
      reason,
      at: at(step),
    });
  };
  record(null, null, state);
  for (const act of walk) {
    const moved = moveCode(state, act);
    if (!moved.ok) throw new Error(`the demo walks ${act} from ${state}: ${moved.refusal.message}`);
    record(act, state, moved.value);
    state = moved.value;
  }
  const issued = walk.includes('ISSUE')
    ? await platform.requestCode({
        inspectionCodeId: id,
        field: inspected.field,
        taskNumber: inspected.number,
        institutionCode: institution.code,
        institutionState: institution.state,
        plannedFrom: inspected.plannedFrom,
      })
    : null;
  await tx.insert(InspectionCode, {
    id,
    task: inspected.id,
    institutionCode: institution.code,
    region: institution.region,
    state,
    code: issued?.ok ? issued.value.code : null,
    caseCode: issued?.ok ? issued.value.caseCode : null,
    platform: issued?.ok ? platform.name : null,
    rating: walk.includes('EVALUATE') ? 4 : null,
    draftedAt: at(0),
  } as never);
  const done = (act: InspectionCodeAct) => (walk.includes(act) ? at(walk.indexOf(act) + 1) : null);
  const entered = walk.includes('ENTER_RESULT');
  await tx.insert(InspectionParty, {
    id: newId(),
    inspectionCodeId: id,
    department: AUTHORITY,
    role: 'LEAD' as const,
    finding: entered ? 'NO_PROBLEM' : null,
    result: entered ? '现场核对进销存与结算明细，未发现问题' : null,
    resultEnteredAt: done('ENTER_RESULT'),
    concludedAt: done('CONCLUDE'),
  });
  await tx.insertMany(
    InspectionCodeOfficer,
    officerIds.slice(0, 2).map(officerId => ({ inspectionCodeId: id, officerId })),
  );
  await tx.insertMany(InspectionCodeMove, moves as never);
}
