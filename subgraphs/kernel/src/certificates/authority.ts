import { createPublicKey, randomBytes, sign as signWith, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
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
  GeneralName,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  RevokedCertificate,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  TBSCertList,
  Time,
  Validity,
} from '@peculiar/asn1-x509';
import { publicKeyOf, sign } from '../signing/sm2.ts';
import { NamedCurve } from './certificate.ts';
import {
  COMMON_NAME,
  EC_PUBLIC_KEY,
  ECDSA_WITH_SHA256,
  P256_CURVE,
  SM2_CURVE,
  SM2_WITH_SM3,
} from './oids.ts';
import { signatureToDer } from './sm2-signature.ts';

/** What a certificate is for. */
export type CertificateUse = 'authority' | 'login' | 'server' | 'transport';

export interface CertificateRequest {
  /** Common name of the subject. */
  readonly subject: string;
  /** An uncompressed point: `04` and 128 hexadecimal digits. */
  readonly publicKey: string;
  /** The curve of that key; the authority's own without it. */
  readonly curve?: string;
  /** Host names and addresses of a server; none without it. */
  readonly names?: readonly string[];
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
  readonly #signer: CertificateSigner;
  readonly #algorithm: AlgorithmIdentifier;

  constructor(name: string, signer: CertificateSigner) {
    this.#name = name;
    this.#signer = signer;
    this.#algorithm = new AlgorithmIdentifier({ algorithm: signer.algorithm });
  }

  /** The authority's own certificate, signed by itself, as PEM. */
  own(notBefore: Date, notAfter: Date): string {
    const { publicKey } = this.#signer;
    return this.issue({ subject: this.#name, publicKey, use: 'authority', notBefore, notAfter });
  }

  /** A certificate as PEM. */
  issue({ subject, publicKey, curve, names, use, notBefore, notAfter }: CertificateRequest): string {
    const body = new TBSCertificate({
      version: 2,
      serialNumber: serialNumber(),
      signature: this.#algorithm,
      issuer: nameOf(this.#name),
      validity: new Validity({ notBefore, notAfter }),
      subject: nameOf(subject),
      subjectPublicKeyInfo: new SubjectPublicKeyInfo({
        algorithm: new AlgorithmIdentifier({
          algorithm: EC_PUBLIC_KEY,
          parameters: curveOf(curve ?? this.#signer.curve),
        }),
        subjectPublicKey: bytesOf(Buffer.from(publicKey, 'hex')),
      }),
      extensions: new Extensions(extensionsFor(use, names ?? [])),
    });
    const certificate = new X509({
      tbsCertificate: body,
      signatureAlgorithm: this.#algorithm,
      signatureValue: this.#signer.sign(AsnConvert.serialize(body)),
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
      signature: this.#algorithm,
      issuer: nameOf(this.#name),
      thisUpdate: new Time(thisUpdate),
      nextUpdate: new Time(nextUpdate),
      ...(revoked.length > 0 && { revokedCertificates: revoked }),
    });
    const list = new CertificateList({
      tbsCertList: body,
      signatureAlgorithm: this.#algorithm,
      signature: this.#signer.sign(AsnConvert.serialize(body)),
    });
    return pem('X509 CRL', AsnConvert.serialize(list));
  }
}

/** With what an authority signs. */
export interface CertificateSigner {
  readonly algorithm: string;
  readonly curve: string;
  readonly publicKey: string;
  sign(body: ArrayBuffer): ArrayBuffer;
}

/** Signs with SM2, for certificates with which people log in. */
export function sm2Signer(privateKey: string): CertificateSigner {
  return {
    algorithm: SM2_WITH_SM3,
    curve: SM2_CURVE,
    publicKey: publicKeyOf(privateKey),
    sign: body => signatureToDer(sign(privateKey, new Uint8Array(body))),
  };
}

/** Signs with ECDSA over P-256, for certificates of TLS: OpenSSL in Node speaks no TLCP. */
export function p256Signer(privateKey: KeyObject): CertificateSigner {
  return {
    algorithm: ECDSA_WITH_SHA256,
    curve: P256_CURVE,
    publicKey: pointOf(privateKey),
    sign: body => bytesOf(signWith('sha256', new Uint8Array(body), privateKey)),
  };
}

/** The public point of a P-256 key: `04` and 128 hexadecimal digits. */
export function pointOf(privateKey: KeyObject): string {
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  return `04${Buffer.from(x!, 'base64url').toString('hex')}${Buffer.from(y!, 'base64url').toString('hex')}`;
}

function extensionsFor(use: CertificateUse, names: readonly string[]): Extension[] {
  const authority = use === 'authority';
  const usage = authority
    ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
    : KeyUsageFlags.digitalSignature;
  const own = [
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: authority })),
    extension(id_ce_keyUsage, new KeyUsage(usage)),
  ];
  if (authority) return own;
  const purposes = new ExtendedKeyUsage([...PURPOSES[use]]);
  const hosts = new SubjectAlternativeName(
    names.map(name => new GeneralName(isIP(name) ? { iPAddress: name } : { dNSName: name })),
  );
  const named = names.length > 0 ? [extension(id_ce_subjectAltName, hosts)] : [];
  return [...own, extension(id_ce_extKeyUsage, purposes), ...named];
}

const PURPOSES = {
  login: [id_kp_clientAuth],
  server: [id_kp_serverAuth],
  // Between gateway and subgraphs each end shows one.
  transport: [id_kp_serverAuth, id_kp_clientAuth],
} as const;

function extension(extnID: string, value: object): Extension {
  return new Extension({ extnID, critical: true, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function nameOf(commonName: string): Name {
  const value = new AttributeValue({ utf8String: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

function curveOf(oid: string): ArrayBuffer {
  const named = new NamedCurve();
  named.oid = oid;
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
