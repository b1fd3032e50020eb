import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar, RatioScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen, Ratio } from '#kernel/vocabulary/money';

export enum DrugItemClass {
  A = 'A',
  B = 'B',
  C = 'C',
}
registerEnumType(DrugItemClass, {
  name: 'DrugItemClass',
  description: '甲乙丙类。How the insurance classes a drug; chrgitm_lv.',
  valuesConfig: {
    A: { description: '甲类。Paid without first self-payment.' },
    B: { description: '乙类。Paid after a first self-payment.' },
    C: { description: '丙类。Outside the catalogue; not paid.' },
  },
});

export enum DataSource {
  DEMO = 'DEMO',
  IMPORTED = 'IMPORTED',
}
registerEnumType(DataSource, {
  name: 'DrugDataSource',
  description: '数据来源。Where a row comes from; shown wherever the row is shown.',
  valuesConfig: {
    DEMO: { description: '演示数据。Invented for the demo; not a real price or product.' },
    IMPORTED: { description: '导入数据。Loaded from a real file.' },
  },
});

/** A product as the catalogue lists it: one generic name, one maker, one pack. */
@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["pharmacy:read"]])')
@ObjectType({ description: '药品。A drug product: one generic name, one maker, one pack.' })
@Entity({ tableName: 'drug' })
export class Drug {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: '国家药品编码。National drug code, 20 or 23 characters; null where a catalogue states none.',
  })
  @Property({ type: 'string', length: 23, nullable: true })
  nationalCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '目录编码。Code in the catalogue that the row was imported from.',
  })
  @Property({ type: 'string', length: 40, nullable: true })
  catalogueCode!: string | null;

  @Field(() => String, { description: '通用名。Generic name, as the catalogue writes it.' })
  @Property({ type: 'string', length: 200 })
  genericName!: string;

  /** The generic name as it is compared: half-width, without blanks. */
  @Property({ type: 'string', length: 200 })
  comparableName!: string;

  @Field(() => String, { nullable: true, description: '商品名。Trade name.' })
  @Property({ type: 'string', length: 200, nullable: true })
  tradeName!: string | null;

  /** Initials of the name's syllables; for search. */
  @Property({ type: 'string', length: 200 })
  pinyinInitials!: string;

  /** The specification as printed; what it says is read from it by the rule, never stored beside it. */
  @Property({ type: 'string', length: 300, nullable: true })
  specificationText!: string | null;

  @Field(() => String, { nullable: true, description: '剂型。Dose form as stated.' })
  @Property({ type: 'string', length: 100, nullable: true })
  statedDoseForm!: string | null;

  @Field(() => String, { nullable: true, description: '生产企业。Manufacturer.' })
  @Property({ type: 'string', length: 300, nullable: true })
  manufacturer!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '批准文号。Licence number; as given where it is not well formed.',
  })
  @Property({ type: 'string', length: 100, nullable: true })
  licenceNumber!: string | null;

  @Field(() => DrugItemClass, {
    nullable: true,
    description: '甲乙丙类。Class in the catalogue of the insurance; null where no source states it.',
  })
  @Property({ type: 'string', length: 1, nullable: true })
  itemClass!: DrugItemClass | null;

  @Field(() => RatioScalar, { nullable: true, description: '先自付比例。Share that the insured pays first.' })
  @Property({ type: FenType, nullable: true })
  firstSelfPayRatio!: Ratio | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      '医保支付标准。Highest price of a pack that the fund recognises, in 分; null where there is none.',
  })
  @Property({ type: FenType, nullable: true })
  priceLimit!: Fen | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '生效日期。First day on which its code holds; null where no source states one.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  validFrom!: CalendarDate | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '失效日期。Last day on which its code holds; null while it holds.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  validTo!: CalendarDate | null;

  @Field(() => DataSource, { description: '数据来源。Where the product comes from.' })
  @Property({ type: 'string', length: 10 })
  source!: DataSource;
}
