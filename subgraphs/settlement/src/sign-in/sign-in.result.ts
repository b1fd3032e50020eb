import { createUnionType, Field, InputType, ObjectType } from 'type-graphql';
import { refusalMapper } from '#kernel/graphql/refusal';
import { NotSignedInRefusal } from '../transaction/transaction.result.ts';
import { SignIn } from './sign-in.entity.ts';

@InputType({ description: '签到输入。Who begins the day is who asks. infno 9001.' })
export class SignInInput {
  @Field(() => String, { description: '报文ID。Message id; the idempotency key.' })
  msgid!: string;
}

@InputType({ description: '签退输入。The own sign-in, by its number. infno 9002.' })
export class SignOutInput {
  @Field(() => String, { description: '报文ID。Message id; the idempotency key.' })
  msgid!: string;

  @Field(() => String, { description: '签到流水号。Number of the own sign-in of the day.' })
  number!: string;
}

@ObjectType({ description: '已签到。The sign-in; the one that stands where the operator had signed in.' })
export class SignInSuccess {
  @Field(() => SignIn, { description: '签到。The sign-in.' })
  signIn!: SignIn;
}

@ObjectType({ description: '已签退。The sign-in, ended.' })
export class SignOutSuccess {
  @Field(() => SignIn, { description: '签到。The sign-in.' })
  signIn!: SignIn;
}

/** The refusals of sign-ins as GraphQL types. */
export const signInRefusal = refusalMapper({ NOT_SIGNED_IN: NotSignedInRefusal });

export const SignInResult = createUnionType({
  name: 'SignInResult',
  description: '签到结果。The sign-in.',
  types: () => [SignInSuccess] as const,
});

export const SignOutResult = createUnionType({
  name: 'SignOutResult',
  description: '签退结果。The sign-in as ended, or why it was not.',
  types: () => [SignOutSuccess, NotSignedInRefusal] as const,
});
