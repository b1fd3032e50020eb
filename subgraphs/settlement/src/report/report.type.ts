import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar, CursorScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { REPORTS, type ReportName } from './report.definitions.ts';

export const ReportNameEnum = Object.fromEntries(Object.keys(REPORTS).map(name => [name, name])) as {
  readonly [Name in ReportName]: Name;
};
registerEnumType(ReportNameEnum, {
  name: 'ReportName',
  description: '报表。A named form.',
  valuesConfig: Object.fromEntries(
    Object.entries(REPORTS).map(([name, { title, description }]) => [
      name,
      { description: `${title}。${description}` },
    ]),
  ),
});

export type ReportUnit = 'TEXT' | 'COUNT' | 'FEN';
export const ReportUnitEnum: { readonly [U in ReportUnit]: U } = { TEXT: 'TEXT', COUNT: 'COUNT', FEN: 'FEN' };
registerEnumType(ReportUnitEnum, {
  name: 'ReportUnit',
  description: '列单位。What the cells of a column are.',
  valuesConfig: {
    TEXT: { description: '文本。A code or a text.' },
    COUNT: { description: '数量。A count.' },
    FEN: { description: '分。An amount in whole 分.' },
  },
});

@ObjectType({ description: '报表列。A column of a report.' })
export class ReportColumn {
  @Field(() => String, { description: '列名。Label as printed.' })
  label!: string;

  @Field(() => ReportUnitEnum, { description: '单位。What its cells are.' })
  unit!: ReportUnit;

  /** The enum whose Chinese terms are printed in place of the codes in its cells. */
  terms?: string | undefined;
}

@ObjectType({ description: '报表行。A row of a report.' })
export class ReportRow {
  @Field(() => [String], { description: '单元格。Cells in the order of the columns; amounts in 分.' })
  cells!: string[];
}

@ObjectType({ description: '报表。A report over a period; its totals are the sums of all its rows.' })
export class Report {
  @Field(() => ReportNameEnum, { description: '报表。Which form.' })
  name!: ReportName;

  @Field(() => String, { description: '标题。Title as printed.' })
  title!: string;

  @Field(() => CalendarDateScalar, { description: '开始日期。First day.' })
  from!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '结束日期。Last day.' })
  to!: CalendarDate;

  @Field(() => String, {
    nullable: true,
    description: '机构编码。Whose part it is; null where it is of all institutions in the division.',
  })
  institutionCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '区划。Division of the institutions that it sums up; null where they are all.',
  })
  region!: string | null;

  @Field(() => [ReportColumn], { description: '列。Its columns: what it is grouped by, then sums.' })
  columns!: ReportColumn[];

  @Field(() => [ReportRow], {
    description:
      '行。Its rows, in the order of the first columns; at most 10,000, more of them behind `endCursor`.',
  })
  rows!: ReportRow[];

  @Field(() => [String], {
    description: '合计。Cells of the total of all rows, shown or not; empty under the columns of text.',
  })
  totals!: string[];

  @Field(() => CursorScalar, {
    nullable: true,
    description: '后续游标。Behind it the report goes on; null where these are its last rows.',
  })
  endCursor!: string | null;

  /** Whether its rows are all there are; files of a part say that their totals are of the whole. */
  isWhole!: boolean;
}
