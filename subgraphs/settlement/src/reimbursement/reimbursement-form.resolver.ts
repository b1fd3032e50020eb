import { Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { pdfField } from '../print/pdf.ts';
import { reimbursementPaper } from './reimbursement-form.print.ts';
import { ReimbursementForm } from './reimbursement-form.type.ts';

@Resolver(() => ReimbursementForm)
export class ReimbursementFormResolver {
  @Directive('@cost(weight: 50)')
  @FieldResolver(() => String, {
    description: 'PDF文件。The document to print, dated by the last step that it tells of, in base64.',
  })
  pdf(@Root() form: ReimbursementForm): Promise<string> {
    return pdfField(reimbursementPaper(form));
  }
}
