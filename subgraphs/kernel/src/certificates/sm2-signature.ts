import { AsnConvert, AsnIntegerBigIntConverter, AsnProp, AsnPropTypes } from '@peculiar/asn1-schema';

/** An SM2 signature as a certificate carries it: a sequence of r and s. Source: GB/T 35276-2017, 7.3. */
class Sm2SignatureValue {
  @AsnProp({ type: AsnPropTypes.Integer, converter: AsnIntegerBigIntConverter })
  r = 0n;

  @AsnProp({ type: AsnPropTypes.Integer, converter: AsnIntegerBigIntConverter })
  s = 0n;
}

const DIGITS = 64;

/** The signature in a certificate as 128 hexadecimal digits; null for what is none. */
export function signatureFromDer(der: ArrayBuffer): string | null {
  try {
    const { r, s } = AsnConvert.parse(der, Sm2SignatureValue);
    if (r < 0n || s < 0n) return null;
    const digits = [r, s].map(half => half.toString(16).padStart(DIGITS, '0')).join('');
    return digits.length === 2 * DIGITS ? digits : null;
  } catch {
    return null;
  }
}

/** A signature of 128 hexadecimal digits as a certificate carries it. */
export function signatureToDer(signature: string): ArrayBuffer {
  const value = new Sm2SignatureValue();
  value.r = BigInt(`0x${signature.slice(0, DIGITS)}`);
  value.s = BigInt(`0x${signature.slice(DIGITS)}`);
  return AsnConvert.serialize(value);
}
