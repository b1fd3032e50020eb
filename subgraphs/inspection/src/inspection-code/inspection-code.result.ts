import { createUnionType, Field, ID, Int, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { InspectionCode, InspectionCodeActEnum, InspectionCodeStateEnum } from './inspection-code.entity.ts';
import type { InspectionCodeAct, InspectionCodeState } from './inspection-code.terms.ts';

@ObjectType({ implements: Refusal, description: '执法人员不足。Fewer officers than the regulation demands.' })
export class TooFewOfficersRefusal extends Refusal {
  @Field(() => Int, { description: '人数。Officers that were named.' })
  officers!: number;

  @Field(() => Int, { description: '最少人数。Officers that are required.' })
  required!: number;
}

@ObjectType({
  implements: Refusal,
  description: '执法证件无效。A certificate does not cover the planned period.',
})
export class CertificateNotValidRefusal extends Refusal {
  @Field(() => [ID], { description: '执法人员标识。Officers whose certificates are not valid.' })
  officerIds!: string[];
}

@ObjectType({ implements: Refusal, description: '检查计划不成立。The plan of the inspection does not hold.' })
export class InspectionPlanRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '检查码已存在。The party has a code for this task already.' })
export class InspectionCodeExistsRefusal extends Refusal {
  @Field(() => ID, { description: '已有检查码标识。Id of the code that exists.' })
  inspectionCodeId!: string;
}

@ObjectType({
  implements: Refusal,
  description: '状态不允许。The code does not allow this act in its state.',
})
export class InspectionCodeStateRefusal extends Refusal {
  @Field(() => InspectionCodeStateEnum, { description: '当前状态。State in which the code is.' })
  fromState!: InspectionCodeState;

  @Field(() => InspectionCodeActEnum, { description: '操作。Act that was asked for.' })
  act!: InspectionCodeAct;

  @Field(() => [InspectionCodeActEnum], { description: '可用操作。Acts that the state allows.' })
  allowed!: InspectionCodeAct[];
}

@ObjectType({ implements: Refusal, description: '部门不能办理。The department cannot do this now.' })
export class InspectionDepartmentRefusal extends Refusal {
  @Field(() => String, { description: '部门。Department that asked.' })
  department!: string;
}

@ObjectType({
  implements: Refusal,
  description: '平台拒绝发码。The regulators’ platform refused to issue a code.',
})
export class PlatformRefusedRefusal extends Refusal {}

/** From the code of a rule's refusal to the type that carries its facts. */
export const toInspectionRefusal = refusalMapper({
  TOO_FEW_OFFICERS: TooFewOfficersRefusal,
  CERTIFICATE_NOT_VALID: CertificateNotValidRefusal,
  PUBLIC_INSTITUTION_NOT_COVERED: InspectionPlanRefusal,
  LEAD_MISSING: InspectionPlanRefusal,
  PERIOD_REVERSED: InspectionPlanRefusal,
  TASK_DIFFERS: InspectionPlanRefusal,
  CODE_EXISTS: InspectionCodeExistsRefusal,
  ILLEGAL_TRANSITION: InspectionCodeStateRefusal,
  DEPARTMENT_NOT_TAKING_PART: InspectionDepartmentRefusal,
  RESULT_MISSING: InspectionDepartmentRefusal,
  ALREADY_CONCLUDED: InspectionDepartmentRefusal,
  PLATFORM_REFUSED: PlatformRefusedRefusal,
});

const PLAN = [TooFewOfficersRefusal, CertificateNotValidRefusal, InspectionPlanRefusal] as const;

export const Draft = resultOf('DraftInspectionCode', '拟定检查码', [...PLAN, InspectionCodeExistsRefusal]);
export const Apply = resultOf('ApplyInspectionCode', '申请检查码', [
  ...PLAN,
  InspectionCodeStateRefusal,
  PlatformRefusedRefusal,
]);
export const Send = resultOf('SendInspectionCode', '发送检查码', [InspectionCodeStateRefusal]);
export const Scan = resultOf('ScanInspectionCode', '扫描检查码', [InspectionCodeStateRefusal]);
export const EnterResult = resultOf('EnterInspectionResult', '录入检查结果', [
  InspectionCodeStateRefusal,
  InspectionDepartmentRefusal,
]);
export const Conclude = resultOf('ConcludeInspection', '办结检查', [
  InspectionCodeStateRefusal,
  InspectionDepartmentRefusal,
]);
export const Evaluate = resultOf('EvaluateInspection', '评价检查', [InspectionCodeStateRefusal]);
export const Void = resultOf('VoidInspectionCode', '作废检查码', [InspectionCodeStateRefusal]);
export const Cancel = resultOf('CancelInspectionCode', '注销检查码', [InspectionCodeStateRefusal]);

export interface InspectionSuccess {
  inspectionCode: InspectionCode;
}

/** The result of one act: its success, which shows the code, or one of its refusals. */
function resultOf(verb: string, term: string, refusals: readonly (new () => Refusal)[]) {
  @ObjectType(`${verb}Success`, { description: `${term}成功。Done; the code as it is now.` })
  class Success implements InspectionSuccess {
    @Field(() => InspectionCode, { description: '检查码。The inspection code.' })
    inspectionCode!: InspectionCode;
  }
  const Result = createUnionType({
    name: `${verb}Result`,
    description: `${term}的结果。Success or refusal.`,
    types: () => [Success, ...refusals] as const,
  });
  return { Success, Result };
}
