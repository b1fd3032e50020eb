import type { Indication } from './formulary.ts';
import type { DemoDiagnosis, DemoVisitType } from './world.types.ts';

export interface DiagnosisEntry extends DemoDiagnosis {
  readonly visits: readonly DemoVisitType[];
  readonly fromAge: number;
  readonly toAge: number;
  readonly drugs: readonly Indication[];
  /** National code of the operation of a stay. */
  readonly operation?: string;
}

/** Everyday illnesses under their ICD-10 codes, with what is given for them. */
export const DIAGNOSES: readonly DiagnosisEntry[] = [
  entry('J06.9', '急性上呼吸道感染', ['OUTPATIENT', 'EMERGENCY'], 14, 120, ['COLD']),
  entry('J06.9', '急性上呼吸道感染', ['OUTPATIENT', 'EMERGENCY'], 0, 11, ['CHILD_COLD']),
  entry('J20.9', '急性支气管炎', ['OUTPATIENT', 'EMERGENCY'], 14, 120, ['COLD', 'INFECTION']),
  entry('J30.4', '变应性鼻炎', ['OUTPATIENT'], 6, 120, ['ALLERGY']),
  entry('L20.9', '特应性皮炎', ['OUTPATIENT'], 2, 120, ['SKIN']),
  entry('H10.9', '结膜炎', ['OUTPATIENT'], 0, 120, ['EYE']),
  entry('K29.5', '慢性胃炎', ['OUTPATIENT'], 18, 120, ['STOMACH']),
  entry('K52.9', '胃肠炎', ['OUTPATIENT', 'EMERGENCY'], 14, 120, ['STOMACH']),
  entry('M54.5', '下腰痛', ['OUTPATIENT'], 22, 120, ['PAIN']),
  entry('M17.9', '膝关节病', ['OUTPATIENT'], 45, 120, ['PAIN']),
  entry('G44.2', '紧张型头痛', ['OUTPATIENT', 'EMERGENCY'], 18, 120, ['PAIN', 'NERVES']),
  entry('S93.4', '踝扭伤', ['EMERGENCY'], 8, 70, []),
  entry('N39.0', '泌尿道感染', ['OUTPATIENT', 'EMERGENCY'], 16, 120, ['INFECTION']),
  entry('I10', '原发性高血压', ['OUTPATIENT', 'CHRONIC'], 40, 120, ['HYPERTENSION']),
  entry('E11.9', '2型糖尿病', ['OUTPATIENT', 'CHRONIC'], 40, 120, ['DIABETES']),
  entry('E78.5', '高脂血症', ['OUTPATIENT', 'CHRONIC'], 40, 120, ['LIPIDS']),
  entry('I25.1', '冠状动脉粥样硬化性心脏病', ['CHRONIC'], 50, 120, ['HEART', 'LIPIDS']),
  entry('J45.9', '支气管哮喘', ['OUTPATIENT', 'CHRONIC'], 16, 120, ['ASTHMA']),
  entry('F00.9', '阿尔茨海默病性痴呆', ['CHRONIC'], 70, 120, ['NERVES']),
  entry('J18.9', '肺炎', ['INPATIENT'], 14, 120, ['HOSPITAL']),
  entry('I63.9', '脑梗死', ['INPATIENT'], 50, 120, ['HOSPITAL', 'HEART']),
  entry('K35.8', '急性阑尾炎', ['INPATIENT'], 12, 70, ['HOSPITAL'], '003310080010000'),
  entry('K80.2', '胆囊结石', ['INPATIENT'], 30, 80, ['HOSPITAL'], '003310060020000'),
  entry('H25.9', '老年性白内障', ['INPATIENT'], 60, 95, ['EYE'], '003304060050000'),
  entry('J18.9', '肺炎', ['INPATIENT'], 0, 13, ['HOSPITAL']),
  entry('Z76.0', '续配处方', ['PHARMACY'], 40, 120, [
    'HYPERTENSION',
    'DIABETES',
    'LIPIDS',
    'HEART',
    'STOMACH',
  ]),
  entry('Z76.0', '续配处方', ['PHARMACY'], 16, 60, ['COLD', 'ALLERGY', 'STOMACH', 'PAIN', 'EYE', 'SKIN']),
  entry('Z76.0', '续配处方', ['PHARMACY'], 1, 11, ['CHILD_COLD']),
];

function entry(
  code: string,
  text: string,
  visits: readonly DemoVisitType[],
  fromAge: number,
  toAge: number,
  drugs: readonly Indication[],
  operation?: string,
): DiagnosisEntry {
  return { code, text, visits, fromAge, toAge, drugs, operation };
}
