import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import { publishedEnum } from '../published-enum.ts';
import type {
  InspectionCategory,
  InspectionForm,
  RegulatedField,
  TaskSource,
} from './inspection-code.terms.ts';

export const RegulatedFieldEnum = publishedEnum<RegulatedField>(
  'RegulatedField',
  '监管领域。Field of supervision; each has its regulator on the enforcement platform.',
  {
    MEDICAL_INSTITUTION: '定点医疗机构。Designated medical institutions.',
    PHARMACY: '定点零售药店。Designated retail pharmacies.',
    LONG_TERM_CARE: '长护险机构。Institutions of long-term care insurance.',
    PHYSICIAN: '医师。Physicians.',
  },
);

export const InspectionCategoryEnum = publishedEnum<InspectionCategory>(
  'InspectionCategory',
  '检查类别。Class of an inspection.',
  {
    ROUTINE: '日常检查。Routine.',
    SPECIAL: '专项检查。Special campaign.',
    UNANNOUNCED: '飞行检查。Unannounced.',
    COMPLAINT: '举报核查。Verification of a complaint.',
  },
);

export const InspectionFormEnum = publishedEnum<InspectionForm>(
  'InspectionForm',
  '检查形式。Form of an inspection.',
  { ON_SITE: '现场检查。On site.', OFF_SITE: '非现场检查。Off site, by data and documents.' },
);

export const TaskSourceEnum = publishedEnum<TaskSource>('TaskSource', '任务来源。Where a task comes from.', {
  PLAN: '年度计划。The yearly plan.',
  ASSIGNED: '上级交办。Assigned by a higher authority.',
  COMPLAINT: '投诉举报。A complaint.',
  SUSPICION: '疑点线索。An indicator of the models.',
});

@Directive('@requiresScopes(scopes: [["inspection:read"]])')
@ObjectType({
  description: '检查任务。What is inspected, why and when; one code per task and inspected party.',
})
@Entity({ tableName: 'inspection_task' })
export class InspectionTask {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '任务编号。Number of the task, unique.' })
  @Property({ type: 'string', length: 40, unique: true })
  number!: string;

  @Field(() => String, { description: '检查事项。Matter that is inspected.' })
  @Property({ type: 'string', length: 200 })
  matter!: string;

  @Field(() => RegulatedFieldEnum, { description: '监管领域。Field of supervision.' })
  @Property({ type: 'string', length: 30 })
  field!: RegulatedField;

  @Field(() => TaskSourceEnum, { description: '任务来源。Where the task comes from.' })
  @Property({ type: 'string', length: 20 })
  source!: TaskSource;

  @Field(() => InspectionCategoryEnum, { description: '检查类别。Class of the inspection.' })
  @Property({ type: 'string', length: 20 })
  category!: InspectionCategory;

  @Field(() => InspectionFormEnum, { description: '检查形式。Form of the inspection.' })
  @Property({ type: 'string', length: 20 })
  form!: InspectionForm;

  @Field(() => CalendarDateScalar, { description: '计划开始日期。First planned day.' })
  @Property({ type: CalendarDateType })
  plannedFrom!: string;

  @Field(() => CalendarDateScalar, { description: '计划结束日期。Last planned day.' })
  @Property({ type: CalendarDateType })
  plannedTo!: string;

  @Field(() => Boolean, {
    description:
      '涉及公立机构。Whether public institutions are inspected too; codes otherwise concern enterprises.',
  })
  @Property({ type: 'boolean' })
  coversPublicInstitutions!: boolean;
}
