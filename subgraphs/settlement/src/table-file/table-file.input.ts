import { Field, InputType } from 'type-graphql';
import { UploadHandleScalar } from '#kernel/graphql/scalars';

/** A table as text in place, or as an uploaded file; inputs say what its columns are. */
@InputType()
export abstract class TableFileInput {
  abstract csv?: string | null;

  @Field(() => UploadHandleScalar, {
    nullable: true,
    description:
      '上传文件。Instead of csv: a CSV file in UTF-8 or GB18030, or an XLSX workbook, with the same columns.',
  })
  file?: string | null;

  @Field(() => String, {
    nullable: true,
    description: '工作表名。Which sheet of the workbook; needed where it has several.',
  })
  sheet?: string | null;
}
