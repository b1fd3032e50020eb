import { accept, refuse, type RefusalFacts, type Result } from '../vocabulary/result.ts';
import { isSignedBy, type Certificate, type RevocationList } from './certificate.ts';

/** Whom certificates are believed by, and which were taken back. */
export interface Trust {
  /** Certificates of the authorities that are believed. */
  readonly anchors: readonly Certificate[];
  /** Certificates of authorities below them. */
  readonly intermediates: readonly Certificate[];
  readonly revoked: readonly RevocationList[];
}

export type CertificateRefused = RefusalFacts<
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_NOT_YET_VALID'
  | 'CERTIFICATE_FOR_OTHER_USE'
  | 'CERTIFICATE_NOT_TRUSTED'
  | 'CERTIFICATE_REVOKED'
  | 'REVOCATION_UNKNOWN'
>;

const LONGEST_CHAIN = 4;

/**
 * Decides whether a certificate may be used to log in now: within its validity, made for it, signed by a chain that ends at
 * an authority that is believed, and taken back nowhere in it. Where an authority published a list, a current one is needed:
 * an old one is no ground to let anybody in. Source: RFC 5280, 6; GM/T 0015-2012.
 */
export function mayLogIn(
  certificate: Certificate,
  trust: Trust,
  now: Date,
): Result<Certificate, CertificateRefused> {
  if (!certificate.forLogin || !certificate.usages.has('digitalSignature') || certificate.isAuthority)
    return refuse('CERTIFICATE_FOR_OTHER_USE', '证书用途不符：不能用于登录签名');
  return standing(certificate, trust, now, 0);
}

function standing(
  certificate: Certificate,
  trust: Trust,
  now: Date,
  below: number,
): Result<Certificate, CertificateRefused> {
  if (now < certificate.notBefore) return refuse('CERTIFICATE_NOT_YET_VALID', '证书尚未生效');
  if (now > certificate.notAfter) return refuse('CERTIFICATE_EXPIRED', '证书已过期');
  const isAnchor = trust.anchors.some(({ fingerprint }) => fingerprint === certificate.fingerprint);
  if (isAnchor) return accept(certificate);
  const issuer = issuerOf(certificate, trust, below);
  if (!issuer) return refuse('CERTIFICATE_NOT_TRUSTED', '证书不是由受信任的机构签发');
  const revocation = revocationOf(certificate, issuer, trust, now);
  if (!revocation.ok) return revocation;
  const authority = standing(issuer, trust, now, below + 1);
  return authority.ok ? accept(certificate) : authority;
}

/** The authority that signed a certificate: by name and by its key, both. */
function issuerOf(
  certificate: Certificate,
  { anchors, intermediates }: Trust,
  below: number,
): Certificate | undefined {
  if (below >= LONGEST_CHAIN) return undefined;
  return [...anchors, ...intermediates].find(
    issuer =>
      issuer.subjectName === certificate.issuerName &&
      issuer.isAuthority &&
      issuer.usages.has('keyCertSign') &&
      (issuer.pathLength === null || issuer.pathLength >= below) &&
      isSignedBy(certificate, issuer),
  );
}

function revocationOf(
  { serial }: Certificate,
  issuer: Certificate,
  { revoked }: Trust,
  now: Date,
): Result<true, CertificateRefused> {
  const lists = revoked.filter(({ issuerName }) => issuerName === issuer.subjectName);
  if (lists.length === 0) return accept(true);
  const genuine = lists.filter(list => issuer.usages.has('crlSign') && isSignedBy(list, issuer));
  // A certificate does not come back: any genuine list that names it stands.
  if (genuine.some(({ serials }) => serials.has(serial)))
    return refuse('CERTIFICATE_REVOKED', '证书已被吊销');
  const current = genuine.some(
    ({ thisUpdate, nextUpdate }) => thisUpdate <= now && (nextUpdate === null || now <= nextUpdate),
  );
  return current ? accept(true) : refuse('REVOCATION_UNKNOWN', '证书吊销列表已过期或签名无效，暂不能登录');
}
