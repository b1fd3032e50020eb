import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';
import { InstantScalar } from '#kernel/graphql/scalars';
import { publishedEnum } from '../published-enum.ts';
import type {
  DepartmentRole,
  InspectionCodeAct,
  InspectionCodeState,
  ResultFinding,
} from './inspection-code.terms.ts';
import { InspectionTask } from './inspection-task.entity.ts';

export const InspectionCodeStateEnum = publishedEnum<InspectionCodeState>(
  'InspectionCodeState',
  '检查码状态。State of an inspection code.',
  {
    DRAFT: '未申码。Drafted, not applied for.',
    APPLYING: '申码中。Applied for; the platform has not answered yet.',
    ISSUED: '申码成功。The platform has issued the code.',
    SENT: '已发送。Sent to the inspected party.',
    IN_USE: '使用中。Scanned for the first time.',
    RESULT_ENTERED: '已录入结果。A result was entered.',
    CONCLUDED: '已办结。Concluded by every department.',
    EVALUATED: '已评价。Evaluated by the inspected party.',
    CANCELLED: '已注销。Cancelled before it was sent.',
    VOIDED: '已作废。Voided after it was sent.',
  },
);

export const InspectionCodeActEnum = publishedEnum<InspectionCodeAct>(
  'InspectionCodeAct',
  '检查码操作。What was done with an inspection code.',
  {
    APPLY: '申码。Applied for at the platform.',
    ISSUE: '发码。Issued by the platform.',
    REJECT: '退回。Refused by the platform.',
    SEND: '发送。Sent to the inspected party.',
    SCAN: '扫码。Scanned.',
    ENTER_RESULT: '录入结果。A result was entered.',
    CONCLUDE: '办结。A department concluded.',
    EVALUATE: '评价。Evaluated.',
    CANCEL: '注销。Cancelled.',
    VOID: '作废。Voided.',
  },
);

export const ResultFindingEnum = publishedEnum<ResultFinding>(
  'InspectionFinding',
  '检查结论。What an inspection found.',
  {
    NO_PROBLEM: '未发现问题。No problem was found.',
    PROBLEM_FOUND: '发现问题。A problem was found and is handled further.',
    NOT_COOPERATING: '拒不配合。The party did not cooperate.',
  },
);

export const DepartmentRoleEnum = publishedEnum<DepartmentRole>(
  'InspectionDepartmentRole',
  '参检部门角色。Part of a department in an inspection.',
  { LEAD: '牵头部门。Leads the inspection.', MEMBER: '参与部门。Takes part.' },
);

@ObjectType({ description: '参检部门。A department of an inspection, and how far it is.' })
@Entity({ tableName: 'inspection_code_party' })
@Unique({ properties: ['inspectionCodeId', 'department'] })
export class InspectionParty {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  inspectionCodeId!: string;

  @Field(() => String, { description: '部门。Department that takes part.' })
  @Property({ type: 'string', length: 100 })
  department!: string;

  @Field(() => DepartmentRoleEnum, { description: '角色。Lead or member.' })
  @Property({ type: 'string', length: 10 })
  role!: DepartmentRole;

  @Field(() => ResultFindingEnum, {
    nullable: true,
    description: '检查结论。What it found; null before its result.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  finding!: ResultFinding | null;

  @Field(() => String, { nullable: true, description: '检查结果说明。Its result in words.' })
  @Property({ type: 'string', length: 2000, nullable: true })
  result!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: '结果录入时刻。When the result was entered.' })
  @Property({ type: 'timestamptz', nullable: true })
  resultEnteredAt!: Date | null;

  @Field(() => InstantScalar, { nullable: true, description: '办结时刻。When it concluded.' })
  @Property({ type: 'timestamptz', nullable: true })
  concludedAt!: Date | null;
}

@ObjectType({ description: '检查码流转。One move of an inspection code; none is ever removed.' })
@Entity({ tableName: 'inspection_code_move' })
@Unique({ properties: ['inspectionCodeId', 'sequence'] })
export class InspectionCodeMove {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  inspectionCodeId!: string;

  @Field(() => Int, { description: '序号。Place in the history, from 1.' })
  @Property({ type: 'integer' })
  sequence!: number;

  @Field(() => InspectionCodeActEnum, {
    nullable: true,
    description: '操作。What was done; null for the draft.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  act!: InspectionCodeAct | null;

  @Field(() => InspectionCodeStateEnum, {
    nullable: true,
    description: '原状态。State before; null for the draft.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  fromState!: InspectionCodeState | null;

  @Field(() => InspectionCodeStateEnum, { description: '新状态。State after.' })
  @Property({ type: 'string', length: 20 })
  toState!: InspectionCodeState;

  @Field(() => String, { description: '操作角色。Role of whoever did it.' })
  @Property({ type: 'string', length: 30 })
  byRole!: string;

  @Property({ type: 'string', length: 200 })
  bySubject!: string;

  @Field(() => String, {
    nullable: true,
    description: '部门。Department for which it was done, where there is one.',
  })
  @Property({ type: 'string', length: 100, nullable: true })
  department!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '原因。Reason given for a cancellation, voiding or refusal.',
  })
  @Property({ type: 'string', length: 500, nullable: true })
  reason!: string | null;

  @Field(() => InstantScalar, { description: '时刻。When it happened.' })
  @Property({ type: 'timestamptz' })
  at!: Date;
}

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["inspection:read"]])')
@ObjectType({
  description: '检查码。The code under which one party is inspected for one task (沪法治政府办〔2024〕11号).',
})
@Entity({ tableName: 'inspection_code' })
export class InspectionCode {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => InspectionTask, { description: '检查任务。The task that it belongs to.' })
  @ManyToOne(() => InspectionTask, { fieldName: 'task_id' })
  task!: InspectionTask;

  @Index()
  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  /** District of the inspected party, kept for the data range. */
  @Index()
  @Property({ type: 'string', length: 6 })
  region!: string;

  @Field(() => InspectionCodeStateEnum, { description: '状态。Where the code stands in its life.' })
  @Property({ type: 'string', length: 20 })
  state!: InspectionCodeState;

  @Field(() => String, {
    nullable: true,
    description: '检查码。The code as issued by the platform; null before.',
  })
  @Property({ type: 'string', length: 60, nullable: true, unique: true })
  code!: string | null;

  @Field(() => String, { nullable: true, description: '案件统一编码。Unified case code of the platform.' })
  @Property({ type: 'string', length: 60, nullable: true })
  caseCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      '发码平台。The platform that issued the code; `local (simulated)` where no regulator is connected.',
  })
  @Property({ type: 'string', length: 60, nullable: true })
  platform!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: '评分。Rating by the inspected party, 1 to 5; null before.',
  })
  @Property({ type: 'integer', nullable: true })
  rating!: number | null;

  @Field(() => InstantScalar, { description: '拟定时刻。When it was drafted.' })
  @Property({ type: 'timestamptz' })
  draftedAt!: Date;
}

export const InspectionCodeConnection = connectionType(InspectionCode);

/** Which officers inspect under a code. */
@Entity({ tableName: 'inspection_code_officer' })
export class InspectionCodeOfficer {
  @PrimaryKey({ type: 'uuid' })
  inspectionCodeId!: string;

  @PrimaryKey({ type: 'uuid' })
  officerId!: string;
}
