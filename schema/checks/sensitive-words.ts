import type { SensitiveClass } from '../sensitive/sensitive.law.ts';

/**
 * The words that betray personal data, per class: in the name of a field, in the Chinese term that
 * begins its description, in the English sentence behind it.
 */
export interface SensitiveWords {
  readonly class: SensitiveClass;
  readonly name: RegExp;
  readonly term: RegExp;
  readonly sentence: RegExp;
}

export const SENSITIVE_WORDS: readonly SensitiveWords[] = [
  {
    class: 'NAME',
    name: /^name$|(?:person|patient|full|contact|holder|payee|officer|physician|doctor|guardian)Name$/i,
    term: /姓名/,
    sentence: /\bname of (?:a|the) (?:insured )?(?:person|patient|physician|officer)\b|\bperson's name\b/i,
  },
  {
    class: 'ID_CARD',
    name: /idCard(?!Type)|citizenId|identityNumber|certificateNumber$/i,
    term: /身份证|身份号码|证件号/,
    sentence: /\bid card number\b|\bcitizen id\b/i,
  },
  {
    class: 'PHONE',
    name: /phone|mobile(?:Number)?$|telephone/i,
    term: /电话|手机/,
    sentence: /\bphone number\b/i,
  },
  {
    class: 'ADDRESS',
    name: /address$/i,
    term: /地址|住址/,
    sentence: /\b(?:home|postal|street|residential) address\b/i,
  },
  {
    class: 'BIRTH_DATE',
    name: /birth(?:Date|day|On)?$|^(?:dateOfBirth|bornOn)$/i,
    term: /出生日期|生日(?!期)/,
    sentence: /\bdate of birth\b/i,
  },
  {
    class: 'BANK_CARD',
    name: /bank(?:Card|Account)|cardNumber$/i,
    term: /银行卡|银行账/,
    sentence: /\bbank (?:card|account) number\b/i,
  },
  {
    class: 'MEDICAL',
    name: /diagnos[ie]s|symptoms?$|chiefComplaint|medicalHistory|treatmentText/i,
    term: /诊断|病情|主诉|病史/,
    sentence: /\bdiagnosis\b/i,
  },
];
