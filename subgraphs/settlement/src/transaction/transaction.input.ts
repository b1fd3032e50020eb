import { Field, InputType } from 'type-graphql';

/** What heads every transaction of an institution. */
@InputType()
export abstract class TransactionInput {
  @Field(() => String, {
    description:
      '报文ID。Message id: institution code (12), time yyyyMMddHHmmss, serial number (4); the idempotency key.',
  })
  msgid!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "签到流水号。Number of the operator's sign-in of the day (sign_no); due where the deployment demands one.",
  })
  signNumber?: string | null;
}
