import { Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { LawFinding } from './law-text.rule.ts';

const FINDING_CODES = {
  ENDS_ABRUPTLY: 'ENDS_ABRUPTLY',
  NUMBER_GAP: 'NUMBER_GAP',
  UNPLACED_TEXT: 'UNPLACED_TEXT',
} as const satisfies Record<LawFinding['code'], string>;

registerEnumType(FINDING_CODES, {
  name: 'DocumentFindingCode',
  description: '文件质量问题类别。What is wrong with an imported text.',
  valuesConfig: {
    ENDS_ABRUPTLY: { description: '文本中断。The text ends before its commencement clause.' },
    NUMBER_GAP: { description: '条号缺失。An article is missing before this one.' },
    UNPLACED_TEXT: { description: '无归属文字。A line belongs to no article.' },
  },
});

@ObjectType({ description: '文件质量问题。Something that a reader of the text must know.' })
export class DocumentFinding implements LawFinding {
  @Field(() => FINDING_CODES, { description: '类别。What is wrong.' })
  code!: LawFinding['code'];

  @Field(() => String, { description: '说明。The finding in Chinese.' })
  message!: string;

  @Field(() => Int, { description: '行号。Line of the imported file, from 1.' })
  line!: number;
}

@Directive('@requiresScopes(scopes: [["knowledge:read"]])')
@ObjectType({ description: '法规版本。One version of a document, as adopted or amended on a day.' })
@Entity({ tableName: 'document_version' })
@Unique({ properties: ['documentId', 'adoptedOn'] })
export class DocumentVersion {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  documentId!: string;

  @Field(() => CalendarDateScalar, {
    description:
      '通过或修订日期。Day of adoption or amendment; the version in force is the latest one not after a day.',
  })
  @Property({ type: CalendarDateType })
  adoptedOn!: CalendarDate;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '施行日期。First day on which it applies, when the text states it for this version.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  effectiveFrom!: CalendarDate | null;

  @Field(() => [String], { description: '沿革。Who adopted or amended it and when, line by line.' })
  @Property({ type: 'json' })
  history!: string[];

  @Field(() => [DocumentFinding], {
    description: '质量问题。What the import noticed; empty when the text is whole.',
  })
  @Property({ type: 'json' })
  findings!: DocumentFinding[];

  @Field(() => Int, { description: '条文数。Number of articles, an appendix included.' })
  @Property({ type: 'integer' })
  articleCount!: number;

  /** Grows with every change of the text, so that an index knows when it is old. */
  @Property({ type: 'integer' })
  revision!: number;

  @Field(() => InstantScalar, { description: '导入时间。When this text was imported last.' })
  @Property({ type: 'timestamptz' })
  importedAt!: Date;
}
