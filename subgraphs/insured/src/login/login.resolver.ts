import {
  Arg,
  Ctx,
  Directive,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import { badUserInput } from '#kernel/graphql/errors';
import { InstantScalar } from '#kernel/graphql/scalars';
import type { Logins } from '#kernel/login/logins';
import type { InsuredContext } from '../context.ts';
import {
  LogInResult,
  loginRefusal,
  LogInSuccess,
  RequestChallengeResult,
  RequestChallengeSuccess,
} from './login.result.ts';

@InputType({ description: '获取挑战值的输入。Whoever has the key of the certificate may answer.' })
export class RequestChallengeInput {
  @Field(() => String, { description: '数字证书。SM2 X.509 certificate, PEM or base64 of DER.' })
  certificate!: string;
}

@InputType({ description: '登录的输入。The answer to a challenge.' })
export class LogInInput {
  @Field(() => String, { description: '数字证书。The certificate that the challenge was asked for.' })
  certificate!: string;

  @Field(() => String, { description: '挑战值。The challenge as it was given.' })
  challenge!: string;

  @Field(() => String, { description: '签名值。r and s of SM2 over its bytes, as 128 hexadecimal digits.' })
  signature!: string;
}

@Directive('@requiresScopes(scopes: [["access:read"]])')
@ObjectType({ description: '证书锁定。A certificate that was locked after false signatures in a row.' })
export class LoginLockout {
  @Field(() => String, { description: '主体。Common name of its subject.' })
  subject!: string;

  @Field(() => String, { description: '证书序列号。Serial number of the certificate.' })
  serial!: string;

  @Field(() => Int, { description: '连续失败次数。False signatures in a row.' })
  failures!: number;

  @Field(() => InstantScalar, { description: '锁定至。When it may be tried again.' })
  lockedUntil!: Date;
}

const MOST_LOCKOUTS = 200;

@Resolver()
export class LoginResolver {
  @Mutation(() => RequestChallengeResult, {
    description: '获取登录挑战值。First step of a login by SM2 key; needs no token.',
  })
  async requestChallenge(
    @Arg('input', () => RequestChallengeInput, { description: '证书。Whose challenge.' })
    { certificate }: RequestChallengeInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof RequestChallengeResult> {
    const offered = await loginsOf(context).challenge(certificate);
    if (!offered.ok) return loginRefusal(offered.refusal) as typeof RequestChallengeResult;
    const bytesToSign = offered.value.bytesToSign.toString('base64');
    return Object.assign(new RequestChallengeSuccess(), offered.value, { bytesToSign });
  }

  @Mutation(() => LogInResult, {
    description: '以 SM2 密钥登录。Second step: a signed challenge for a token; needs no token.',
  })
  async logIn(
    @Arg('input', () => LogInInput, { description: '签名。The answer.' }) input: LogInInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof LogInResult> {
    const done = await loginsOf(context).logIn(input.certificate, input.challenge, input.signature);
    if (done.ok) return Object.assign(new LogInSuccess(), done.value);
    return loginRefusal(done.refusal) as typeof LogInResult;
  }

  @Directive('@requiresScopes(scopes: [["access:read"]])')
  @Query(() => [LoginLockout], {
    description: '证书锁定列表。Certificates that were locked, the latest first; for administrators.',
  })
  loginLockouts(
    @Arg('first', () => Int, { description: '条数。How many, 1 to 200.' }) first: number,
    @Ctx() context: InsuredContext,
  ): Promise<LoginLockout[]> {
    if (first < 1 || first > MOST_LOCKOUTS) throw badUserInput({ first: `须在 1 到 ${MOST_LOCKOUTS} 之间` });
    return loginsOf(context).lockouts(first);
  }
}

function loginsOf({ services }: InsuredContext): Logins {
  if (!services.kernel.logins) throw new Error('this process was given no logins');
  return services.kernel.logins;
}
