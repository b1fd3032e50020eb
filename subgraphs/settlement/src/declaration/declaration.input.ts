import { Field, ID, InputType } from 'type-graphql';
import { TableFileInput } from '../table-file/table-file.input.ts';
import { DeclarationActEnum } from './declaration.enums.ts';
import type { DeclarationAct } from './declaration-workflow.rule.ts';

@InputType({ description: '月度申报输入。Which month is declared.' })
export class DeclareMonthInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '月份。A month that has ended, YYYY-MM.' })
  month!: string;
}

@InputType({ description: '月度结算办理输入。What is done to which month.' })
export class AdvanceMonthlySettlementInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '月度结算标识。Id of the declared month.' })
  monthlySettlementId!: string;

  @Field(() => DeclarationActEnum, { description: '操作。What is done.' })
  act!: DeclarationAct;

  @Field(() => String, { nullable: true, description: '说明。Reason, or bank voucher; 2 to 200 characters.' })
  note?: string | null;
}

@InputType({ description: '扣款导入输入。A file of deductions.' })
export class ImportDeductionsInput extends TableFileInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, {
    nullable: true,
    description:
      '文件内容。CSV with the header 单号,机构编码,月份,类别,金额,事由 and at most 5,000 rows; the kind is 审核扣款 or 其他扣款, the amount in yuan.',
  })
  override csv?: string | null;
}
