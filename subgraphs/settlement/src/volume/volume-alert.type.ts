import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar } from '#kernel/graphql/scalars';

export type VolumeAlertKind = 'SILENT' | 'DIFFERENCES_GROW';
export const VolumeAlertKindEnum: { readonly [Kind in VolumeAlertKind]: Kind } = {
  SILENT: 'SILENT',
  DIFFERENCES_GROW: 'DIFFERENCES_GROW',
};
registerEnumType(VolumeAlertKindEnum, {
  name: 'VolumeAlertKind',
  description: '交易告警类别。What is unusual about the transactions of an institution.',
  valuesConfig: {
    SILENT: {
      description:
        '交易归零。Nothing was settled for an hour in which it settles at least five bills every week.',
    },
    DIFFERENCES_GROW: {
      description:
        '差额增长。The newest reconciliation found at least three differences, more than twice those of the one before.',
    },
  },
});

@ObjectType({ description: '交易告警。Transactions of an institution that are unlike its own earlier ones.' })
export class VolumeAlert {
  @Field(() => VolumeAlertKindEnum, { description: '类别。What is unusual.' })
  kind!: VolumeAlertKind;

  institutionCode!: string;

  @Field(() => InstantScalar, { description: '起始时刻。Beginning of the time looked at.' })
  since!: Date;

  @Field(() => Int, { description: '实际值。What was counted.' })
  actual!: number;

  @Field(() => Int, { description: '通常值。What was counted in earlier periods, on average.' })
  usual!: number;

  @Field(() => String, { description: '说明。What is unusual, in words.' })
  explanation!: string;
}
