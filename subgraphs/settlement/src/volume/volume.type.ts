import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CursorScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { Fen } from '#kernel/vocabulary/money';
import type { VolumeFilter } from './volume.query.ts';
import type { VolumeStep } from './volume.rule.ts';

export const VolumeStepEnum: { readonly [Step in VolumeStep]: Step } = {
  MINUTE: 'MINUTE',
  FIVE_MINUTES: 'FIVE_MINUTES',
  HOUR: 'HOUR',
  DAY: 'DAY',
};
registerEnumType(VolumeStepEnum, {
  name: 'VolumeStep',
  description: '步长。How long a point of a series is, counted from the beginning of the period.',
  valuesConfig: {
    MINUTE: { description: '一分钟。One minute.' },
    FIVE_MINUTES: { description: '五分钟。Five minutes.' },
    HOUR: { description: '一小时。One hour.' },
    DAY: { description: '一天。One day.' },
  },
});

export type VolumeDimension = 'INSTITUTION' | 'DISTRICT' | 'CHANNEL' | 'VISIT_TYPE';
export const VolumeDimensionEnum: { readonly [D in VolumeDimension]: D } = {
  INSTITUTION: 'INSTITUTION',
  DISTRICT: 'DISTRICT',
  CHANNEL: 'CHANNEL',
  VISIT_TYPE: 'VISIT_TYPE',
};
registerEnumType(VolumeDimensionEnum, {
  name: 'VolumeDimension',
  description: '统计维度。By what a volume is cut into slices.',
  valuesConfig: {
    INSTITUTION: { description: '机构。By institution.' },
    DISTRICT: { description: '区。By district of the institution.' },
    CHANNEL: { description: '结算渠道。By the way in which the bill came.' },
    VISIT_TYPE: { description: '就诊类型。By kind of visit.' },
  },
});

@ObjectType({ description: '交易量数值。How much was settled.' })
export class VolumeFigures {
  @Field(() => Int, { description: '结算笔数。Settlements made.' })
  settlements!: number;

  @Field(() => Int, { description: '撤销冲正笔数。Records that undo another: voids and reversals.' })
  undone!: number;

  @Field(() => MoneyScalar, { description: '费用净额。Bills settled less bills undone, in 分.' })
  total!: Fen;

  @Field(() => MoneyScalar, {
    description: '基金支付净额。What funds paid of it, less what was undone, in 分.',
  })
  fundPaid!: Fen;
}

@ObjectType({ description: '同期对比。A volume beside the same period of last week and of last year.' })
export class VolumeComparison {
  @Field(() => VolumeFigures, { description: '本期。The period itself.' })
  current!: VolumeFigures;

  @Field(() => VolumeFigures, { description: '上周同期。Seven days earlier.' })
  lastWeek!: VolumeFigures;

  @Field(() => VolumeFigures, {
    description: '去年同期。364 days earlier: the same weekdays of last year.',
  })
  lastYear!: VolumeFigures;
}

@ObjectType({ description: '时点。One step of a series.' })
export class VolumePoint {
  @Field(() => InstantScalar, { description: '起始时刻。When the step begins.' })
  at!: Date;

  @Field(() => VolumeComparison, { description: '同期对比。What was settled in it.' })
  compared!: VolumeComparison;
}

@ObjectType({ description: '分项。The part of one institution, district, channel or kind of visit.' })
export class VolumeSlice {
  @Field(() => String, {
    description: '分项代码。Code of the institution, district, channel or kind of visit.',
  })
  key!: string;

  /** Whether the key is that of an institution. */
  byInstitution!: boolean;

  @Field(() => VolumeComparison, { description: '同期对比。What was settled of it.' })
  compared!: VolumeComparison;
}

@ObjectType({ description: '交易量。What was settled in a period, minute by minute as the settlements say.' })
export class TransactionVolume {
  /** What was asked for, within the range of who asked. */
  filter!: VolumeFilter;

  @Field(() => InstantScalar, { description: '开始时刻。Beginning of the period.' })
  from!: Date;

  @Field(() => InstantScalar, { description: '结束时刻。End of the period; no longer part of it.' })
  to!: Date;

  @Field(() => VolumeStepEnum, { description: '步长。How long a point is.' })
  step!: VolumeStep;

  @Field(() => VolumeComparison, { description: '合计。The whole period; the sum of its points.' })
  compared!: VolumeComparison;

  @Field(() => [VolumePoint], {
    description: '时点序列。Every step of the period, in order, also those without anything; at most 1,500.',
  })
  points!: VolumePoint[];
}

@ObjectType({
  description: '交易量读数。The volume of the last minutes; a gauge, so a slow reader gets the latest only.',
})
export class TransactionVolumeReading {
  @Field(() => CursorScalar, { description: '游标。Pass it as `after` to resume, at the latest value.' })
  cursor!: string;

  @Field(() => Int, { description: '遗漏数。Readings that were passed over because this reader was slow.' })
  missed!: number;

  @Field(() => InstantScalar, { description: '时刻。When it was read.' })
  at!: Date;

  /** What the reading covers. */
  filter!: VolumeFilter;
}
