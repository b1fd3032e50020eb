import { Field, ID, InputType, Int } from 'type-graphql';
import type { EmergencyAsked } from '#kernel/access/emergency-readings';
import { EMERGENCY_MINUTES, type EmergencyClass } from '#kernel/access/emergency.terms';
import { badUserInput } from '#kernel/graphql/errors';
import { EmergencyClassEnum } from './emergency.type.ts';

const KEY = '幂等键。Idempotency key, 8 to 100 visible ASCII characters.';

@InputType({
  description: '开始紧急查阅的输入。What somebody has to read beyond the own scopes, and why.',
})
export class BeginEmergencyReadingInput {
  @Field(() => String, { description: KEY })
  idempotencyKey!: string;

  @Field(() => ID, { description: '人员标识。Whose data; a person within the own range.' })
  personId!: string;

  @Field(() => [EmergencyClassEnum], { description: '数据类别。Which classes, at least one.' })
  classes!: EmergencyClass[];

  @Field(() => String, { description: '事由。Why, 6 to 200 characters.' })
  reason!: string;

  @Field(() => Int, { defaultValue: 30, description: '分钟数。For how long, 5 to 60 minutes.' })
  minutes!: number;
}

@InputType({ description: '结束紧急查阅的输入。Ends the own emergency before its time.' })
export class EndEmergencyReadingInput {
  @Field(() => String, { description: KEY })
  idempotencyKey!: string;

  @Field(() => ID, { description: '紧急查阅。Which emergency.' })
  emergencyId!: string;
}

@InputType({ description: '复核紧急查阅的输入。Says whether an emergency of somebody else was one.' })
export class ReviewEmergencyReadingInput {
  @Field(() => String, { description: KEY })
  idempotencyKey!: string;

  @Field(() => ID, { description: '紧急查阅。Which emergency.' })
  emergencyId!: string;

  @Field(() => Boolean, { description: '是否正当。Whether it was justified.' })
  justified!: boolean;

  @Field(() => String, { description: '复核意见。The finding, 6 to 200 characters.' })
  finding!: string;
}

/** What is asked, in order; BAD_USER_INPUT that names what is not. */
export function emergencyAsked({
  personId,
  classes,
  reason,
  minutes,
}: BeginEmergencyReadingInput): EmergencyAsked {
  if (classes.length === 0) throw badUserInput({ 'input.classes': '至少一类' });
  const { least, most } = EMERGENCY_MINUTES;
  if (minutes < least || minutes > most)
    throw badUserInput({ 'input.minutes': `须在 ${least} 到 ${most} 之间` });
  return { personId, classes: [...new Set(classes)], reason: written('reason', reason), minutes };
}

/** A text that says something. */
export function written(field: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed.length < 6 || trimmed.length > 200)
    throw badUserInput({ [`input.${field}`]: '须为 6 至 200 个字符' });
  return trimmed;
}
