import 'reflect-metadata';
import { Field, InterfaceType } from 'type-graphql';
import type { RefusalFacts } from '../vocabulary/result.ts';

/** A business "no" as clients see it: every member of a result union that is no success implements it. */
@InterfaceType({
  description: '业务拒绝。A business "no": why an operation was not carried out. Nothing was changed.',
})
export abstract class Refusal {
  @Field(() => String, { description: '拒绝代码。Stable code of the reason, SCREAMING_SNAKE.' })
  code!: string;

  @Field(() => String, { description: '拒绝说明。The reason in Chinese, fit to be shown to the public.' })
  message!: string;
}

type RefusalClass = new () => Refusal;

/** Turns a rule's refusal into the GraphQL type that carries its facts. */
export function refusalMapper<Codes extends Readonly<Record<string, RefusalClass>>>(
  classes: Codes,
): (refusal: RefusalFacts) => InstanceType<Codes[keyof Codes]> {
  return refusal => {
    const type = classes[refusal.code];
    if (!type) throw new Error(`no GraphQL type for refusal ${refusal.code}`);
    const { code, message, facts } = refusal;
    return Object.assign(new type(), facts, { code, message }) as InstanceType<Codes[keyof Codes]>;
  };
}
