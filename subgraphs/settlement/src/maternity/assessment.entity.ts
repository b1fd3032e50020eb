import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description:
    '生育保险待遇支付核定表。Cases that the centre has paid, each on one form, with count and total.',
})
@Entity({ tableName: 'maternity_assessment' })
export class MaternityAssessment {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => CalendarDateScalar, { description: '截止日期。Last day of payment on it.' })
  @Property({ type: CalendarDateType })
  paidUntil!: CalendarDate;

  @Field(() => Int, { description: '件数。Cases on it.' })
  @Property({ type: 'integer' })
  count!: number;

  @Field(() => MoneyScalar, { description: '总额。Sum in 分.' })
  @Property({ type: FenType })
  total!: Fen;

  @Field(() => String, { description: '文件摘要。SM3 of the file, in hexadecimal characters.' })
  @Property({ type: 'string', length: 64 })
  digest!: string;

  @Field(() => String, { description: '生成人。Subject of the person who generated it.' })
  @Property({ type: 'string', length: 200 })
  generatedBy!: string;

  @Field(() => InstantScalar, { description: '生成时刻。When it was generated.' })
  @Property({ type: 'timestamptz' })
  generatedAt!: Date;

  @Field(() => String, { nullable: true, description: '上传人。Subject of the person who uploaded it.' })
  @Property({ type: 'string', length: 200, nullable: true })
  uploadedBy!: string | null;

  @Field(() => InstantScalar, {
    nullable: true,
    description: '上传时刻。When it was given to the exchange with the city platform.',
  })
  @Property({ type: 'timestamptz', nullable: true })
  uploadedAt!: Date | null;
}
