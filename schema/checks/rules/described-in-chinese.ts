import { Kind, type StringValueNode } from 'graphql';
import { isComposite, isPublic, isRoot, type Finding, type SchemaRule } from '../graph.ts';

/** `术语。An English sentence.`: a Chinese term up to the first full stop, then English for the API reader. */
const SHAPE = /^[^。]*\p{Script=Han}[^。]*。\s*[\s\S]*[A-Za-z]/u;

/**
 * Everything published says what it is: first the Chinese term of the field, then one English sentence.
 * Root types need none; their names are the specification's.
 */
export const describedInChinese: SchemaRule = {
  name: 'described-in-chinese',
  *check({ supergraph }) {
    for (const type of supergraph.types) {
      if (!isPublic(type)) continue;
      const name = type.name.value;
      if (!isRoot(type)) yield* judge(name, type.description);
      if (isComposite(type)) {
        for (const field of type.fields?.filter(isPublic) ?? []) {
          yield* judge(`${name}.${field.name.value}`, field.description);
          for (const argument of field.arguments?.filter(isPublic) ?? []) {
            yield* judge(`${name}.${field.name.value}(${argument.name.value}:)`, argument.description);
          }
        }
      }
      if (type.kind === Kind.ENUM_TYPE_DEFINITION) {
        for (const value of type.values?.filter(isPublic) ?? []) {
          yield* judge(`${name}.${value.name.value}`, value.description);
        }
      }
      if (type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
        for (const field of type.fields?.filter(isPublic) ?? []) {
          yield* judge(`${name}.${field.name.value}`, field.description);
        }
      }
    }
  },
};

function* judge(coordinate: string, description: StringValueNode | undefined): Iterable<Finding> {
  if (description === undefined) {
    yield { coordinate, message: 'has no description; write 术语。An English sentence.' };
  } else if (!SHAPE.test(description.value)) {
    const shown = description.value.slice(0, 40);
    yield {
      coordinate,
      message: `is described as “${shown}”; begin with the Chinese term, then 。 and English`,
    };
  }
}
