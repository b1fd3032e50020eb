import { createUnionType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Refusal } from '#kernel/graphql/refusal';
import { Qualification } from './qualification.entity.ts';
import type { QualificationVerdict } from './qualification.store.ts';

@ObjectType({ description: '登记成功。The register has the fact in this version.' })
export class RegisterQualificationSuccess {
  @Field(() => Qualification, { description: '登记。The entry.' })
  qualification!: Qualification;
}

@ObjectType({
  implements: Refusal,
  description: '不予登记。The fact may not stand in the register; the message says why.',
})
export class QualificationRefusal extends Refusal {
  @Field(() => String, { description: '业务编码。Business code that was to be registered.' })
  businessCode!: string;
}

export const RegisterQualificationResult = createUnionType({
  name: 'RegisterQualificationResult',
  description: '待遇资格登记的结果。The entry, or why there is none.',
  types: () => [RegisterQualificationSuccess, QualificationRefusal] as const,
});

type Verdict = QualificationVerdict['verdict'];
export const QualificationVerdictEnum: { readonly [V in Verdict]: V } = {
  ACCEPTED: 'ACCEPTED',
  DUPLICATE: 'DUPLICATE',
  OUTDATED: 'OUTDATED',
  REFUSED: 'REFUSED',
};
registerEnumType(QualificationVerdictEnum, {
  name: 'QualificationVerdict',
  description: '登记结论。What became of a row.',
  valuesConfig: {
    ACCEPTED: { description: '已登记。It stands in the register.' },
    DUPLICATE: { description: '重复。The register has this version already.' },
    OUTDATED: { description: '过期版本。The register has a higher version.' },
    REFUSED: { description: '不予登记。It cannot be read, or may not stand; the reason says why.' },
  },
});

@ObjectType({ description: '登记行结论。The verdict on one row of a file.' })
export class QualificationRowVerdict {
  @Field(() => Int, { description: '行号。Line of the file, the header being 1.' })
  line!: number;

  @Field(() => QualificationVerdictEnum, { description: '结论。What became of it.' })
  verdict!: Verdict;

  @Field(() => String, { nullable: true, description: '原因。Why it was refused.' })
  reason!: string | null;
}

@ObjectType({ description: '导入完成。Every row has a verdict.' })
export class ImportQualificationsSuccess {
  @Field(() => Int, { description: '登记行数。Rows that stand in the register now.' })
  accepted!: number;

  @Field(() => [QualificationRowVerdict], {
    description: '逐行结论。A verdict for every row, at most 5,000.',
  })
  verdicts!: QualificationRowVerdict[];
}

export const ImportQualificationsResult = createUnionType({
  name: 'ImportQualificationsResult',
  description: '待遇资格导入的结果。Verdicts on the rows.',
  types: () => [ImportQualificationsSuccess] as const,
});
