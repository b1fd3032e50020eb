import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import {
  FEWEST_OFFICERS,
  INSPECTION_CODE_LIFE,
  type InspectionCodeAct,
  type InspectionCodeState,
} from './inspection-code.terms.ts';

/** What a plan needs to know of an officer; the number of the certificate is not among it. */
export interface OfficerFacts {
  readonly id: string;
  readonly name: string;
  readonly certificateFrom: CalendarDate;
  readonly certificateTo: CalendarDate;
  readonly certificateRevoked: boolean;
}

export interface PlanFacts {
  readonly plannedFrom: CalendarDate;
  readonly plannedTo: CalendarDate;
  readonly officers: readonly OfficerFacts[];
  readonly ownership: 'PUBLIC' | 'PRIVATE';
  /** The task says that it inspects public institutions as well as enterprises. */
  readonly coversPublicInstitutions: boolean;
  /** One lead and any number of members, each once; the lead alone where nobody joins. */
  readonly departments: readonly { readonly name: string; readonly role: 'LEAD' | 'MEMBER' }[];
}

export type PlanRefusal = RefusalFacts<
  | 'TOO_FEW_OFFICERS'
  | 'CERTIFICATE_NOT_VALID'
  | 'PUBLIC_INSTITUTION_NOT_COVERED'
  | 'LEAD_MISSING'
  | 'PERIOD_REVERSED'
>;

/**
 * Whether an inspection may be prepared: its officers, its period, its inspected party and its departments.
 * It is asked when a code is drafted and again when it is applied for: a certificate may have ended meanwhile.
 * Source: 医疗保障基金使用监督管理条例 第二十九条; 沪法治政府办〔2024〕11号 (inspections that concern enterprises).
 */
export function checkPlan(plan: PlanFacts): Result<null, PlanRefusal> {
  if (plan.plannedTo < plan.plannedFrom) {
    return refuse('PERIOD_REVERSED', '检查计划的结束日期早于开始日期', {
      plannedFrom: plan.plannedFrom,
      plannedTo: plan.plannedTo,
    });
  }
  if (plan.ownership === 'PUBLIC' && !plan.coversPublicInstitutions) {
    return refuse('PUBLIC_INSTITUTION_NOT_COVERED', '检查任务只涉及企业，未标明包含公立机构');
  }
  if (plan.departments.filter(department => department.role === 'LEAD').length !== 1) {
    return refuse('LEAD_MISSING', '联合检查须有且只有一个牵头部门');
  }
  const officers = new Map(plan.officers.map(officer => [officer.id, officer]));
  if (officers.size < FEWEST_OFFICERS) {
    return refuse('TOO_FEW_OFFICERS', `监督检查人员不得少于${FEWEST_OFFICERS}人`, {
      officers: officers.size,
      required: FEWEST_OFFICERS,
    });
  }
  const invalid = [...officers.values()].filter(
    officer => !isCertified(officer, plan.plannedFrom, plan.plannedTo),
  );
  if (invalid.length > 0) {
    return refuse(
      'CERTIFICATE_NOT_VALID',
      `执法证件在检查期间无效：${invalid.map(each => each.name).join('、')}`,
      {
        officerIds: invalid.map(each => each.id),
      },
    );
  }
  return accept(null);
}

/** Whether an officer's certificate covers the whole of a period. */
export function isCertified(officer: OfficerFacts, from: CalendarDate, to: CalendarDate): boolean {
  return !officer.certificateRevoked && officer.certificateFrom <= from && to <= officer.certificateTo;
}

/** A department that takes part, and how far it is. */
export interface PartyProgress {
  readonly department: string;
  readonly resultEntered: boolean;
  readonly concluded: boolean;
}

export type ProgressRefusal = RefusalFacts<
  'ILLEGAL_TRANSITION' | 'DEPARTMENT_NOT_TAKING_PART' | 'RESULT_MISSING' | 'ALREADY_CONCLUDED'
>;

/** Whether a department may enter its result, and the state of the code after it. */
export function enterResult(
  state: InspectionCodeState,
  parties: readonly PartyProgress[],
  department: string,
): Result<InspectionCodeState, ProgressRefusal> {
  const moved = move(INSPECTION_CODE_LIFE, state, 'ENTER_RESULT');
  if (!moved.ok) return moved;
  const party = parties.find(each => each.department === department);
  if (!party) return notTakingPart(department);
  if (party.concluded) return alreadyConcluded(department);
  return moved;
}

/**
 * Whether a department may conclude, and the state of the code after it:
 * a joint inspection is concluded only when every department has concluded.
 */
export function conclude(
  state: InspectionCodeState,
  parties: readonly PartyProgress[],
  department: string,
): Result<InspectionCodeState, ProgressRefusal> {
  const moved = move(INSPECTION_CODE_LIFE, state, 'CONCLUDE');
  if (!moved.ok) return moved;
  const party = parties.find(each => each.department === department);
  if (!party) return notTakingPart(department);
  if (party.concluded) return alreadyConcluded(department);
  if (!party.resultEntered) {
    return refuse('RESULT_MISSING', `${department}尚未录入检查结果`, { department });
  }
  const waiting = parties.filter(each => each.department !== department && !each.concluded);
  return accept(waiting.length === 0 ? moved.value : state);
}

/** Where an act leads from a state, or the refusal with both. */
export function moveCode(
  state: InspectionCodeState,
  act: InspectionCodeAct,
): Result<InspectionCodeState, RefusalFacts<'ILLEGAL_TRANSITION'>> {
  return move(INSPECTION_CODE_LIFE, state, act);
}

function notTakingPart(department: string) {
  return refuse('DEPARTMENT_NOT_TAKING_PART', `${department}未参加本次检查`, { department });
}

function alreadyConcluded(department: string) {
  return refuse('ALREADY_CONCLUDED', `${department}已结束本次检查`, { department });
}
