import { randomBytes } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate as X509,
  CertificateList,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  RevokedCertificate,
  SubjectPublicKeyInfo,
  TBSCertificate,
  TBSCertList,
  Time,
  Validity,
} from '@peculiar/asn1-x509';
import { publicKeyOf, sign } from '../signing/sm2.ts';
import { NamedCurve } from './certificate.ts';
import { COMMON_NAME, EC_PUBLIC_KEY, SM2_CURVE, SM2_WITH_SM3 } from './oids.ts';
import { signatureToDer } from './sm2-signature.ts';

/** What a certificate is for. */
export type CertificateUse = 'authority' | 'login' | 'server';

export interface CertificateRequest {
  /** Common name of the subject. */
  readonly subject: string;
  readonly publicKey: string;
  readonly use: CertificateUse;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * A certificate authority for development machines and tests. It must not exist in production: there certificates come from
 * a licensed authority (电子认证服务机构).
 */
export class DevelopmentAuthority {
  readonly #name: string;
  readonly #privateKey: string;

  constructor(name: string, privateKey: string) {
    this.#name = name;
    this.#privateKey = privateKey;
  }

  /** The authority's own certificate, signed by itself, as PEM. */
  own(notBefore: Date, notAfter: Date): string {
    const publicKey = publicKeyOf(this.#privateKey);
    return this.issue({ subject: this.#name, publicKey, use: 'authority', notBefore, notAfter });
  }

  /** A certificate as PEM. */
  issue({ subject, publicKey, use, notBefore, notAfter }: CertificateRequest): string {
    const body = new TBSCertificate({
      version: 2,
      serialNumber: serialNumber(),
      signature: ALGORITHM,
      issuer: nameOf(this.#name),
      validity: new Validity({ notBefore, notAfter }),
      subject: nameOf(subject),
      subjectPublicKeyInfo: new SubjectPublicKeyInfo({
        algorithm: new AlgorithmIdentifier({ algorithm: EC_PUBLIC_KEY, parameters: curve() }),
        subjectPublicKey: bytesOf(Buffer.from(publicKey, 'hex')),
      }),
      extensions: new Extensions(extensionsFor(use)),
    });
    const certificate = new X509({
      tbsCertificate: body,
      signatureAlgorithm: ALGORITHM,
      signatureValue: this.#sign(AsnConvert.serialize(body)),
    });
    return pem('CERTIFICATE', AsnConvert.serialize(certificate));
  }

  /** The list of certificates that were taken back, as PEM. */
  revoke(serials: readonly string[], thisUpdate: Date, nextUpdate: Date): string {
    const revoked = serials.map(
      serial =>
        new RevokedCertificate({
          userCertificate: bytesOf(Buffer.from(serial, 'hex')),
          revocationDate: new Time(thisUpdate),
        }),
    );
    const body = new TBSCertList({
      version: 1,
      signature: ALGORITHM,
      issuer: nameOf(this.#name),
      thisUpdate: new Time(thisUpdate),
      nextUpdate: new Time(nextUpdate),
      ...(revoked.length > 0 && { revokedCertificates: revoked }),
    });
    const list = new CertificateList({
      tbsCertList: body,
      signatureAlgorithm: ALGORITHM,
      signature: this.#sign(AsnConvert.serialize(body)),
    });
    return pem('X509 CRL', AsnConvert.serialize(list));
  }

  #sign(body: ArrayBuffer): ArrayBuffer {
    return signatureToDer(sign(this.#privateKey, new Uint8Array(body)));
  }
}

const ALGORITHM = new AlgorithmIdentifier({ algorithm: SM2_WITH_SM3 });

function extensionsFor(use: CertificateUse): Extension[] {
  const authority = use === 'authority';
  const usage = authority
    ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
    : KeyUsageFlags.digitalSignature;
  const own = [
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: authority })),
    extension(id_ce_keyUsage, new KeyUsage(usage)),
  ];
  if (authority) return own;
  const purpose = use === 'login' ? id_kp_clientAuth : id_kp_serverAuth;
  return [...own, extension(id_ce_extKeyUsage, new ExtendedKeyUsage([purpose]))];
}

function extension(extnID: string, value: object): Extension {
  return new Extension({ extnID, critical: true, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function nameOf(commonName: string): Name {
  const value = new AttributeValue({ utf8String: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

function curve(): ArrayBuffer {
  const named = new NamedCurve();
  named.oid = SM2_CURVE;
  return AsnConvert.serialize(named);
}

/** A positive number of 127 bits that cannot be guessed. */
function serialNumber(): ArrayBuffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytesOf(bytes);
}

function bytesOf(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}

function pem(label: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g)!;
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
