import { Field, ID, InputType, Int } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { TableFileInput } from '../table-file/table-file.input.ts';
import { QualificationKindEnum } from './qualification.entity.ts';
import type { QualificationKind } from './qualification.rule.ts';

@InputType({ description: '待遇资格登记输入。A fact about one person.' })
export class RegisterQualificationInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '业务编码。Business code: 4 to 40 letters, digits or hyphens.' })
  code!: string;

  @Field(() => Int, { defaultValue: 1, description: '版本。From 1; a higher one replaces a lower one.' })
  version!: number;

  @Field(() => QualificationKindEnum, { description: '类别。Which register.' })
  kind!: QualificationKind;

  @Field(() => ID, { description: '参保人标识。Id of the insured person.' })
  personId!: string;

  @Field(() => String, { description: '内容。Treatment, group, fund, or division of the place of care.' })
  qualifier!: string;

  @Field(() => CalendarDateScalar, { description: '起始日。First day on which it holds.' })
  firstDay!: CalendarDate;

  @Field(() => CalendarDateScalar, { nullable: true, description: '终止日。Last day, if it has an end.' })
  lastDay?: CalendarDate | null;
}

@InputType({ description: '待遇资格导入输入。A file of facts of one register.' })
export class ImportQualificationsInput extends TableFileInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => QualificationKindEnum, { description: '类别。Which register.' })
  kind!: QualificationKind;

  @Field(() => String, {
    nullable: true,
    description:
      '文件内容。CSV with the header 业务编码,版本,参保人标识,内容,起始日,终止日 and at most 5,000 rows; days are YYYY-MM-DD, the last may be empty.',
  })
  override csv?: string | null;
}
