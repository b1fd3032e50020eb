import { Field, ID, InputType, Int } from 'type-graphql';
import { badUserInput } from '#kernel/graphql/errors';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { DepartmentRoleEnum, InspectionCodeStateEnum, ResultFindingEnum } from './inspection-code.entity.ts';
import type {
  DepartmentRole,
  InspectionCategory,
  InspectionCodeState,
  InspectionForm,
  RegulatedField,
  ResultFinding,
  TaskSource,
} from './inspection-code.terms.ts';
import {
  InspectionCategoryEnum,
  InspectionFormEnum,
  RegulatedFieldEnum,
  TaskSourceEnum,
} from './inspection-task.entity.ts';

@InputType()
class KeyedInput {
  @Field(() => String, {
    description: '幂等键。The same key with the same content returns the first result.',
  })
  idempotencyKey!: string;
}

@InputType()
class ActInput extends KeyedInput {
  @Field(() => ID, { description: '检查码标识。Id of the inspection code.' })
  id!: string;
}

@InputType({ description: '检查任务输入。The task; an existing number must come with the same content.' })
export class InspectionTaskInput {
  @Field(() => String, { description: '任务编号。Number of the task, at most 40 characters.' })
  number!: string;

  @Field(() => String, { description: '检查事项。Matter that is inspected.' })
  matter!: string;

  @Field(() => RegulatedFieldEnum, { description: '监管领域。Field of supervision.' })
  field!: RegulatedField;

  @Field(() => TaskSourceEnum, { description: '任务来源。Where the task comes from.' })
  source!: TaskSource;

  @Field(() => InspectionCategoryEnum, { description: '检查类别。Class of the inspection.' })
  category!: InspectionCategory;

  @Field(() => InspectionFormEnum, { description: '检查形式。Form of the inspection.' })
  form!: InspectionForm;

  @Field(() => CalendarDateScalar, { description: '计划开始日期。First planned day.' })
  plannedFrom!: string;

  @Field(() => CalendarDateScalar, { description: '计划结束日期。Last planned day.' })
  plannedTo!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: '涉及公立机构。Whether public institutions are inspected too.',
  })
  coversPublicInstitutions!: boolean;
}

@InputType({ description: '参检部门输入。A department that takes part.' })
export class InspectionDepartmentInput {
  @Field(() => String, { description: '部门。Name of the department.' })
  department!: string;

  @Field(() => DepartmentRoleEnum, { description: '角色。Lead or member; exactly one leads.' })
  role!: DepartmentRole;
}

@InputType({
  description: '拟定检查码的输入。The task, the inspected party, the officers and the departments.',
})
export class DraftInspectionCodeInput extends KeyedInput {
  @Field(() => InspectionTaskInput, { description: '检查任务。The task.' })
  task!: InspectionTaskInput;

  @Field(() => String, { description: '被检查机构编码。National code of the inspected institution.' })
  institutionCode!: string;

  @Field(() => [ID], { description: '执法人员标识。At least two officers with valid certificates.' })
  officerIds!: string[];

  @Field(() => [InspectionDepartmentInput], {
    description: '参检部门。The lead, and the members of a joint inspection.',
  })
  departments!: InspectionDepartmentInput[];
}

@InputType({ description: '申请检查码的输入。The draft to apply for.' })
export class ApplyInspectionCodeInput extends ActInput {}

@InputType({ description: '发送检查码的输入。The issued code to send.' })
export class SendInspectionCodeInput extends ActInput {}

@InputType({ description: '扫描检查码的输入。The code that was scanned.' })
export class ScanInspectionCodeInput extends KeyedInput {
  @Field(() => String, { description: '检查码。The code as issued.' })
  code!: string;
}

@InputType({ description: '录入检查结果的输入。What a department found.' })
export class EnterInspectionResultInput extends ActInput {
  @Field(() => String, { description: '部门。Department that enters its result.' })
  department!: string;

  @Field(() => ResultFindingEnum, { description: '检查结论。What it found.' })
  finding!: ResultFinding;

  @Field(() => String, { description: '结果说明。The result in words, at most 2000 characters.' })
  result!: string;
}

@InputType({ description: '办结检查的输入。The department that concludes.' })
export class ConcludeInspectionInput extends ActInput {
  @Field(() => String, { description: '部门。Department that concludes.' })
  department!: string;
}

@InputType({ description: '评价检查的输入。How the inspected party rates the inspection.' })
export class EvaluateInspectionInput extends ActInput {
  @Field(() => Int, { description: '评分。From 1 (poor) to 5 (very good).' })
  rating!: number;
}

@InputType({ description: '作废检查码的输入。A code that was sent, and why it is voided.' })
export class VoidInspectionCodeInput extends ActInput {
  @Field(() => String, { description: '作废原因。Why it is voided, 2 to 500 characters.' })
  reason!: string;
}

@InputType({ description: '注销检查码的输入。A code that was not sent, and why it is cancelled.' })
export class CancelInspectionCodeInput extends ActInput {
  @Field(() => String, { description: '注销原因。Why it is cancelled, 2 to 500 characters.' })
  reason!: string;
}

@InputType({ description: '检查码筛选。Which codes are listed.' })
export class InspectionCodeFilter {
  @Field(() => [InspectionCodeStateEnum], { nullable: true, description: '状态。States that are listed.' })
  states?: InspectionCodeState[] | null;

  @Field(() => String, { nullable: true, description: '被检查机构编码。Codes of this institution only.' })
  institutionCode?: string | null;

  @Field(() => String, { nullable: true, description: '任务编号。Codes of this task only.' })
  taskNumber?: string | null;
}

/** The text without blanks around it; BAD_USER_INPUT naming the field when it is too short or too long. */
export function checkText(field: string, text: string, least: number, most: number): string {
  const length = [...text.trim()].length;
  if (length < least || length > most) throw badUserInput({ [field]: `长度须在 ${least} 到 ${most} 之间` });
  return text.trim();
}
