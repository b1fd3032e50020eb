import { registerEnumType } from 'type-graphql';
import type { ExemptGroup } from '../waiting-period/waiting-period.terms.ts';
import type { EnrolmentState, PersonGroup, Scheme } from './enrolment.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const InsuranceSchemeEnum: EnumOf<Scheme> = { EMPLOYEE: 'EMPLOYEE', RESIDENT: 'RESIDENT' };
registerEnumType(InsuranceSchemeEnum, {
  name: 'InsuranceScheme',
  description: '险种。Scheme of basic medical insurance.',
  valuesConfig: {
    EMPLOYEE: { description: '职工基本医疗保险。Employee insurance.' },
    RESIDENT: { description: '城乡居民基本医疗保险。Resident insurance, paid for one calendar year.' },
  },
});

export const PersonGroupEnum: EnumOf<PersonGroup> = {
  EMPLOYED: 'EMPLOYED',
  RETIRED: 'RETIRED',
  FLEXIBLE: 'FLEXIBLE',
  UNEMPLOYED: 'UNEMPLOYED',
  STUDENT_CHILD: 'STUDENT_CHILD',
  ADULT: 'ADULT',
  SENIOR: 'SENIOR',
};
registerEnumType(PersonGroupEnum, {
  name: 'PersonGroup',
  description: '人员类别。Group of insured persons; it decides scheme and benefits.',
  valuesConfig: {
    EMPLOYED: { description: '在职职工。Employed; employee insurance.' },
    RETIRED: { description: '退休人员。Retired; employee insurance.' },
    FLEXIBLE: { description: '灵活就业人员。In flexible employment; employee insurance after a wait.' },
    UNEMPLOYED: { description: '领取失业保险金人员。On unemployment benefit; keeps employee insurance.' },
    STUDENT_CHILD: { description: '学生儿童。Students and children; resident insurance.' },
    ADULT: { description: '成年居民。Adults; resident insurance.' },
    SENIOR: { description: '老年居民。Seniors; resident insurance.' },
  },
});

export const EnrolmentStateEnum: EnumOf<EnrolmentState> = {
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  ENDED: 'ENDED',
};
registerEnumType(EnrolmentStateEnum, {
  name: 'EnrolmentState',
  description: '参保状态。State of an enrolment.',
  valuesConfig: {
    ACTIVE: { description: '正常参保。In force between its first and last covered day.' },
    SUSPENDED: { description: '暂停参保。No benefits until it is resumed.' },
    ENDED: { description: '终止参保。Ended before its time or for good.' },
  },
});

export const ExemptGroupEnum: EnumOf<ExemptGroup> = {
  DESTITUTE: 'DESTITUTE',
  SUBSISTENCE_ALLOWANCE: 'SUBSISTENCE_ALLOWANCE',
  SUBSISTENCE_MARGIN: 'SUBSISTENCE_MARGIN',
  EXPENDITURE_HARDSHIP: 'EXPENDITURE_HARDSHIP',
  ORPHAN_OR_NEEDY_CHILD: 'ORPHAN_OR_NEEDY_CHILD',
  DEMOBILISED_SOLDIER: 'DEMOBILISED_SOLDIER',
};
registerEnumType(ExemptGroupEnum, {
  name: 'ExemptGroup',
  description: '等待期豁免人群。Listed group that the resident waiting period does not concern.',
  valuesConfig: {
    DESTITUTE: { description: '特困人员。Destitute persons in public care.' },
    SUBSISTENCE_ALLOWANCE: {
      description: '最低生活保障家庭成员。Members of families on subsistence allowance.',
    },
    SUBSISTENCE_MARGIN: { description: '最低生活保障边缘家庭成员。Members of families just above it.' },
    EXPENDITURE_HARDSHIP: {
      description: '刚性支出困难家庭成员。Members of families in hardship by expenses.',
    },
    ORPHAN_OR_NEEDY_CHILD: { description: '孤儿和困境儿童。Orphans and children in need.' },
    DEMOBILISED_SOLDIER: { description: '退役军人。Demobilised soldiers.' },
  },
});

export type SuspensionReason =
  'EMPLOYER_ARREARS' | 'RIGHT_SUSPENDED' | 'MILITARY_SERVICE' | 'SETTLED_ABROAD' | 'OWN_REQUEST';
export const SuspensionReasonEnum: EnumOf<SuspensionReason> = {
  EMPLOYER_ARREARS: 'EMPLOYER_ARREARS',
  RIGHT_SUSPENDED: 'RIGHT_SUSPENDED',
  MILITARY_SERVICE: 'MILITARY_SERVICE',
  SETTLED_ABROAD: 'SETTLED_ABROAD',
  OWN_REQUEST: 'OWN_REQUEST',
};
registerEnumType(SuspensionReasonEnum, {
  name: 'SuspensionReason',
  description: '暂停原因。Why an enrolment stands still.',
  valuesConfig: {
    EMPLOYER_ARREARS: { description: '单位欠费。The employer is in arrears (上海市医疗保障条例 第十五条).' },
    RIGHT_SUSPENDED: { description: '暂停联网结算。The networked right is suspended (第五十三条).' },
    MILITARY_SERVICE: { description: '参军入伍。Serving in the army.' },
    SETTLED_ABROAD: { description: '出国定居。Living abroad.' },
    OWN_REQUEST: { description: '本人申请。At the own request.' },
  },
});

export type EnrolmentChangeKind =
  'ENROLLED' | 'SUSPENDED' | 'RESUMED' | 'ENDED' | 'REPAIRED' | 'WAIVED' | 'CANCELLED';
export const EnrolmentChangeKindEnum: EnumOf<EnrolmentChangeKind> = {
  ENROLLED: 'ENROLLED',
  SUSPENDED: 'SUSPENDED',
  RESUMED: 'RESUMED',
  ENDED: 'ENDED',
  REPAIRED: 'REPAIRED',
  WAIVED: 'WAIVED',
  CANCELLED: 'CANCELLED',
};
registerEnumType(EnrolmentChangeKindEnum, {
  name: 'EnrolmentChangeKind',
  description: '变更类别。What happened to an enrolment or its waiting period.',
  valuesConfig: {
    ENROLLED: { description: '参保。Enrolled; the waiting period was set.' },
    SUSPENDED: { description: '暂停。Suspended; the waiting period stands still.' },
    RESUMED: { description: '恢复。Resumed; the waiting period shifted.' },
    ENDED: { description: '终止。Ended.' },
    REPAIRED: { description: '修复。Interrupted years were paid in; the waiting period was shortened.' },
    WAIVED: { description: '豁免等待期。The waiting period was waived by hand.' },
    CANCELLED: { description: '取消等待期。The waiting period was cancelled by hand.' },
  },
});
