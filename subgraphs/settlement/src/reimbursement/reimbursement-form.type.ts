import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Form, FormEntry } from './reimbursement-form.rule.ts';

export const REIMBURSEMENT_FORMS = ['ACCEPTANCE', 'SETTLEMENT'] as const;
export type ReimbursementFormName = (typeof REIMBURSEMENT_FORMS)[number];
export const ReimbursementFormEnum: { readonly [F in ReimbursementFormName]: F } = {
  ACCEPTANCE: 'ACCEPTANCE',
  SETTLEMENT: 'SETTLEMENT',
};
registerEnumType(ReimbursementFormEnum, {
  name: 'ReimbursementFormName',
  description: '单据种类。Document of a reimbursement.',
  valuesConfig: {
    ACCEPTANCE: { description: '受理单。Acceptance form.' },
    SETTLEMENT: { description: '结算单。Settlement form; there is none before the calculation.' },
  },
});

@ObjectType({ description: '单据项。One labelled value of a document.' })
export class ReimbursementFormEntry implements FormEntry {
  @Field(() => String, { description: '标签。Label as printed.' })
  label!: string;

  @Field(() => String, { description: '内容。Value as printed; amounts in yuan.' })
  value!: string;
}

@ObjectType({ description: '单据。A document of a reimbursement as data.' })
export class ReimbursementForm implements Form {
  @Field(() => String, { description: '标题。Title as printed.' })
  title!: string;

  @Field(() => [ReimbursementFormEntry], { description: '内容。Its labelled values, in order.' })
  entries!: readonly FormEntry[];

  paper!: Form['paper'];
}
