import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

export type LicenceKind =
  'CHEMICAL' | 'CHINESE_MEDICINE' | 'BIOLOGICAL' | 'REPACKED_IMPORT' | 'HEALTH' | 'DIAGNOSTIC' | 'EXCIPIENT';
export type LicenceOrigin = 'DOMESTIC' | 'IMPORTED' | 'HONG_KONG_MACAO_TAIWAN';

export interface Licence {
  /** In its one canonical writing: `国药准字H44021351`. */
  readonly number: string;
  readonly kind: LicenceKind;
  readonly origin: LicenceOrigin;
  /** The import certificates that a repacked import names in brackets. */
  readonly certificates: readonly string[];
}

const KINDS: Readonly<Record<string, LicenceKind>> = {
  H: 'CHEMICAL',
  Z: 'CHINESE_MEDICINE',
  S: 'BIOLOGICAL',
  J: 'REPACKED_IMPORT',
  B: 'HEALTH',
  T: 'DIAGNOSTIC',
  F: 'EXCIPIENT',
};

const DOMESTIC = /^国药准字([HZSJBTF])(\d{8})((?:\([^()]*\))?)$/;
/** Since 2020 products made abroad and those of Hong Kong, Macao and Taiwan carry 国药准字 too. */
const UNIFIED = /^国药准字([HZS])([JC])(\d{8})$/;
const IMPORT = /^(进口药品注册证|医药产品注册证)号?([HZSB]|BH)(C?)(\d{8})$/;
const CERTIFICATE = /^([HZS]C?\d{8})(?:\/([HZS]C?)?(\d{8}))?$/;

/**
 * Whether a text is the licence number of a drug, and of what kind; half-width, blanks and the 号 of older
 * certificates are read as the same number. Refuses what is not one: a missing prefix is not added.
 * Source: 药品注册管理办法（国家市场监督管理总局令第27号）第一百二十三条, effective 2020-07-01;
 * 关于统一换发药品批准文号格式的通知（国药监注〔2001〕582号）.
 */
export function readLicence(text: string): Result<Licence, RefusalFacts<'INVALID_LICENCE'>> {
  const plain = text.normalize('NFKC').replace(/\s+/g, '').toUpperCase();
  const domestic = DOMESTIC.exec(plain);
  if (domestic) {
    const [, letter, digits, brackets] = domestic;
    const certificates = certificatesIn(brackets!);
    if (certificates === null) return invalid(text);
    return accept({
      number: `国药准字${letter}${digits}`,
      kind: KINDS[letter!]!,
      origin: 'DOMESTIC',
      certificates,
    });
  }
  const unified = UNIFIED.exec(plain);
  if (unified) {
    const origin = unified[2] === 'J' ? 'IMPORTED' : 'HONG_KONG_MACAO_TAIWAN';
    return accept({ number: plain, kind: KINDS[unified[1]!]!, origin, certificates: [] });
  }
  const imported = IMPORT.exec(plain);
  if (imported) {
    const [, certificate, letters, taiwan, digits] = imported;
    return accept({
      number: `${certificate}${letters}${taiwan}${digits}`,
      kind: KINDS[letters!.at(-1)!]!,
      origin: taiwan === 'C' ? 'HONG_KONG_MACAO_TAIWAN' : 'IMPORTED',
      certificates: [],
    });
  }
  return invalid(text);
}

function certificatesIn(brackets: string): readonly string[] | null {
  if (brackets === '') return [];
  const match = CERTIFICATE.exec(brackets.slice(1, -1));
  if (!match) return null;
  const second = match[3] === undefined ? [] : [`${match[2] ?? match[1]!.replace(/\d+$/, '')}${match[3]}`];
  return [match[1]!, ...second];
}

function invalid(text: string) {
  return refuse('INVALID_LICENCE', text.trim() === '' ? '没有批准文号' : `批准文号格式不符：${text}`);
}
