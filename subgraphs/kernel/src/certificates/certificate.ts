import { createHash } from 'node:crypto';
import { AsnConvert, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Certificate as X509,
  CertificateList,
  ExtendedKeyUsage,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_kp_clientAuth,
  KeyUsage,
  type KeyUsageType,
  type Name,
} from '@peculiar/asn1-x509';
import { verify } from '../signing/sm2.ts';
import { COMMON_NAME, EC_PUBLIC_KEY, SM2_CURVE, SM2_WITH_SM3 } from './oids.ts';
import { signatureFromDer } from './sm2-signature.ts';

/** What is read of an SM2 X.509 certificate. Nothing of it is believed before its chain was verified. */
export interface Certificate {
  readonly serial: string;
  /** Common name of the subject. */
  readonly subject: string;
  /** The whole names in DER, by which certificates find their issuer. */
  readonly subjectName: string;
  readonly issuerName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** `04` and 128 hexadecimal digits. */
  readonly publicKey: string;
  readonly isAuthority: boolean;
  /** How many authorities may follow below it; null without a limit. */
  readonly pathLength: number | null;
  readonly usages: ReadonlySet<KeyUsageType>;
  /** Whether it says for what it may be used, and that logging in is among it. */
  readonly forLogin: boolean;
  /** SM3 over the whole certificate. */
  readonly fingerprint: string;
  readonly signed: Buffer;
  readonly signature: string | null;
}

/** A list of certificates that their authority took back. */
export interface RevocationList {
  readonly issuerName: string;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
  readonly serials: ReadonlySet<string>;
  readonly signed: Buffer;
  readonly signature: string | null;
}

/** Extensions that are understood; a critical one beside them makes a certificate unusable. Source: RFC 5280, 4.2. */
const UNDERSTOOD = new Set([id_ce_basicConstraints, id_ce_keyUsage, id_ce_extKeyUsage]);

/** A certificate out of PEM or base64 of DER; null for what is no SM2 certificate that can be understood. */
export function parseCertificate(text: string): Certificate | null {
  try {
    const [der] = derOf(text, 'CERTIFICATE');
    return der ? certificateOf(der) : null;
  } catch {
    return null;
  }
}

/** Every certificate of a PEM file; throws for one that is none. */
export function parseCertificates(pem: string): readonly Certificate[] {
  return derOf(pem, 'CERTIFICATE').map(certificateOf);
}

/** Every revocation list of a PEM file; throws for one that is none. */
export function parseRevocationLists(pem: string): readonly RevocationList[] {
  return derOf(pem, 'X509 CRL').map(der => {
    const list = AsnConvert.parse(der, CertificateList);
    const { issuer, thisUpdate, nextUpdate, revokedCertificates = [] } = list.tbsCertList;
    if (list.signatureAlgorithm.algorithm !== SM2_WITH_SM3) throw new Error('a list that SM2 did not sign');
    return {
      issuerName: nameOf(issuer),
      thisUpdate: thisUpdate.getTime(),
      nextUpdate: nextUpdate?.getTime() ?? null,
      serials: new Set(revokedCertificates.map(({ userCertificate }) => hex(userCertificate))),
      signed: Buffer.from(list.tbsCertListRaw ?? AsnConvert.serialize(list.tbsCertList)),
      signature: signatureFromDer(list.signature),
    };
  });
}

/** Whether an authority signed a certificate or a list. */
export function isSignedBy(
  { signed, signature }: Pick<Certificate, 'signed' | 'signature'>,
  { publicKey }: Pick<Certificate, 'publicKey'>,
): boolean {
  return signature !== null && verify(publicKey, signed, signature);
}

/** The parameters of an elliptic key. */
@AsnType({ type: AsnTypeTypes.Choice })
export class NamedCurve {
  @AsnProp({ type: AsnPropTypes.ObjectIdentifier })
  oid = '';
}

function certificateOf(der: Buffer): Certificate {
  const certificate = AsnConvert.parse(der, X509);
  const { tbsCertificate: body, signatureAlgorithm } = certificate;
  const { algorithm, parameters } = body.subjectPublicKeyInfo.algorithm;
  const curve = parameters ? AsnConvert.parse(parameters, NamedCurve).oid : null;
  if (algorithm !== EC_PUBLIC_KEY || curve !== SM2_CURVE) throw new Error('the key is no SM2 key');
  if (signatureAlgorithm.algorithm !== SM2_WITH_SM3 || body.signature.algorithm !== SM2_WITH_SM3)
    throw new Error('SM2 did not sign it');
  const extensions = body.extensions ?? [];
  if (extensions.some(({ critical, extnID }) => critical && !UNDERSTOOD.has(extnID)))
    throw new Error('a critical extension that is not understood');
  const extension = (oid: string): ArrayBuffer | null =>
    extensions.find(({ extnID }) => extnID === oid)?.extnValue.buffer ?? null;
  const constraints = extension(id_ce_basicConstraints);
  const { cA, pathLenConstraint } = constraints
    ? AsnConvert.parse(constraints, BasicConstraints)
    : new BasicConstraints();
  const usage = extension(id_ce_keyUsage);
  const purposes = extension(id_ce_extKeyUsage);
  return {
    serial: hex(body.serialNumber),
    subject: commonName(body.subject),
    subjectName: nameOf(body.subject),
    issuerName: nameOf(body.issuer),
    notBefore: body.validity.notBefore.getTime(),
    notAfter: body.validity.notAfter.getTime(),
    publicKey: hex(body.subjectPublicKeyInfo.subjectPublicKey),
    isAuthority: cA,
    pathLength: pathLenConstraint ?? null,
    usages: new Set(usage ? AsnConvert.parse(usage, KeyUsage).toJSON() : []),
    forLogin:
      purposes !== null && [...AsnConvert.parse(purposes, ExtendedKeyUsage)].includes(id_kp_clientAuth),
    fingerprint: createHash('sm3').update(der).digest('hex'),
    signed: Buffer.from(certificate.tbsCertificateRaw ?? AsnConvert.serialize(body)),
    signature: signatureFromDer(certificate.signatureValue),
  };
}

function derOf(text: string, label: string): Buffer[] {
  const blocks = [
    ...text.matchAll(new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`, 'g')),
  ];
  const bodies = blocks.length > 0 ? blocks.map(([, body]) => body!) : text.includes('-----') ? [] : [text];
  return bodies
    .map(body => Buffer.from(body.replaceAll(/\s/g, ''), 'base64'))
    .filter(({ length }) => length > 0);
}

function commonName(name: Name): string {
  const values = [...name].flatMap(part => [...part]).filter(({ type }) => type === COMMON_NAME);
  if (values.length !== 1) throw new Error('a subject without one common name');
  return values[0]!.value.toString();
}

function nameOf(name: Name): string {
  return hex(AsnConvert.serialize(name));
}

function hex(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('hex');
}
