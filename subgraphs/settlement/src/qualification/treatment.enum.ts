import { registerEnumType } from 'type-graphql';
import type { Treatment } from './treatment.rule.ts';

export const TreatmentEnum: { readonly [T in Treatment]: T } = {
  DIALYSIS: 'DIALYSIS',
  ANTI_REJECTION: 'ANTI_REJECTION',
  MALIGNANT_TUMOUR: 'MALIGNANT_TUMOUR',
  MENTAL_ILLNESS: 'MENTAL_ILLNESS',
};
registerEnumType(TreatmentEnum, {
  name: 'SeriousIllnessTreatment',
  description: "大病治疗项目。Treatment of the residents' serious-illness scheme.",
  valuesConfig: {
    DIALYSIS: { description: '尿毒症透析。Dialysis for uraemia.' },
    ANTI_REJECTION: { description: '肾移植抗排异。Anti-rejection after a kidney transplant.' },
    MALIGNANT_TUMOUR: { description: '恶性肿瘤治疗。Treatment of malignant tumours.' },
    MENTAL_ILLNESS: { description: '部分精神病病种治疗。Treatment of certain mental illnesses.' },
  },
});
