import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

export interface NationalDrugCode {
  readonly code: string;
  /** X: western drugs, Z: Chinese patent medicines, T: decoction pieces and others. */
  readonly kind: 'WESTERN' | 'CHINESE_PATENT' | 'OTHER';
}

/**
 * Whether a text has the shape of a national drug code, 药品分类与代码.
 * Western drugs: X, class (2 digits, 3 letters: ATC), ingredient, dose form, specification, pack, maker: 23 characters;
 * Chinese patent medicines: Z, class, name, form, specification, pack, maker: 20 characters. It has no check digit.
 * Source: 医疗保障信息业务编码标准数据库 药品分类与代码, 国家医疗保障局, 2019-06.
 */
export function readNationalDrugCode(
  text: string,
): Result<NationalDrugCode, RefusalFacts<'INVALID_NATIONAL_CODE'>> {
  const code = text.normalize('NFKC').trim().toUpperCase();
  if (/^X[A-Z]\d{2}[A-Z]{3}\d{3}[A-Z]\d{12}$/.test(code)) return accept({ code, kind: 'WESTERN' });
  if (/^Z[A-Z]\d{2}[A-Z]{3}\d{13}$/.test(code)) return accept({ code, kind: 'CHINESE_PATENT' });
  if (/^[A-WY][A-Z]\d{2}[A-Z]{3}(?:\d{13}|\d{3}[A-Z]\d{12})$/.test(code))
    return accept({ code, kind: 'OTHER' });
  return refuse('INVALID_NATIONAL_CODE', `不是国家药品编码：${text}`);
}
