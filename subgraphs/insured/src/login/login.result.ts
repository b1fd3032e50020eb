import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { InstantScalar } from '#kernel/graphql/scalars';
import type { Role } from '#schema/identity/role-scopes';
import { AccessRole } from '../access/access-change.type.ts';

@ObjectType({ description: '挑战值。What the owner of the certificate is asked to sign.' })
export class RequestChallengeSuccess {
  @Field(() => String, { description: '挑战值。Given back with the signature; serves once.' })
  challenge!: string;

  @Field(() => String, { description: '待签原文。The bytes to sign with SM2, in base64.' })
  bytesToSign!: string;

  @Field(() => InstantScalar, { description: '有效期至。When it ends.' })
  expiresAt!: Date;
}

@ObjectType({ description: '登录成功。A token of the subject of the certificate.' })
export class LogInSuccess {
  @Field(() => String, {
    description: '令牌。Bearer token, signed with SM2; ends when the certificate does.',
  })
  token!: string;

  @Field(() => AccessRole, { description: '角色。The role that was granted to the subject.' })
  role!: Role;

  @Field(() => InstantScalar, { description: '有效期至。When the token ends.' })
  expiresAt!: Date;
}

@ObjectType({
  implements: Refusal,
  description:
    '证书不可用。Unreadable, of another authority, expired, not yet valid, for another use, or taken back.',
})
export class CertificateRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '挑战值不可用。Of another deployment or certificate, too late, or used before.',
})
export class ChallengeRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '签名无效。No signature of this challenge by the key of the certificate.',
})
export class FalseSignatureRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '证书暂时锁定。Too many false signatures in a row.' })
export class CertificateLockedRefusal extends Refusal {
  @Field(() => InstantScalar, { description: '锁定至。When it may be tried again.' })
  lockedUntil!: Date;
}

@ObjectType({
  implements: Refusal,
  description: '未获授角色。No role was granted to the subject of the certificate.',
})
export class NoRoleRefusal extends Refusal {}

export const RequestChallengeResult = createUnionType({
  name: 'RequestChallengeResult',
  description: '获取挑战值的结果。Success or refusal.',
  types: () => [RequestChallengeSuccess, CertificateRefusal] as const,
});

export const LogInResult = createUnionType({
  name: 'LogInResult',
  description: '登录的结果。Success or refusal.',
  types: () =>
    [
      LogInSuccess,
      CertificateRefusal,
      ChallengeRefusal,
      FalseSignatureRefusal,
      CertificateLockedRefusal,
      NoRoleRefusal,
    ] as const,
});

export const loginRefusal = refusalMapper({
  CERTIFICATE_UNREADABLE: CertificateRefusal,
  CERTIFICATE_EXPIRED: CertificateRefusal,
  CERTIFICATE_NOT_YET_VALID: CertificateRefusal,
  CERTIFICATE_FOR_OTHER_USE: CertificateRefusal,
  CERTIFICATE_NOT_TRUSTED: CertificateRefusal,
  CERTIFICATE_REVOKED: CertificateRefusal,
  REVOCATION_UNKNOWN: CertificateRefusal,
  CHALLENGE_FALSE: ChallengeRefusal,
  CHALLENGE_LATE: ChallengeRefusal,
  CHALLENGE_USED: ChallengeRefusal,
  SIGNATURE_FALSE: FalseSignatureRefusal,
  CERTIFICATE_LOCKED: CertificateLockedRefusal,
  NO_ROLE: NoRoleRefusal,
});
