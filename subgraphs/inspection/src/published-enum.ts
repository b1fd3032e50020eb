import { registerEnumType } from 'type-graphql';

/** Publishes an enum: its name, what it is, and each value with what it means. */
export function publishedEnum<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): { readonly [V in Value]: V } {
  const names = Object.keys(values) as Value[];
  const object = Object.fromEntries(names.map(value => [value, value])) as { readonly [V in Value]: V };
  registerEnumType(object, {
    name,
    description,
    valuesConfig: Object.fromEntries(names.map(value => [value, { description: values[value] }])) as never,
  });
  return object;
}
