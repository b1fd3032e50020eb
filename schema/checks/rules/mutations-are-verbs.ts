import { Kind, print } from 'graphql';
import { rootFields, type Finding, type SchemaRule } from '../graph.ts';

const VERB_NOUN = /^[a-z]+(?:[A-Z][a-z0-9]*)+$/;

/**
 * A mutation is `verbNoun(input: VerbNounInput!): VerbNounResult!`, its result a union of
 * `VerbNounSuccess` and refusals, so that every client handles every mutation in one way.
 */
export const mutationsAreVerbs: SchemaRule = {
  name: 'mutations-are-verbs',
  *check({ supergraph }) {
    for (const { field, coordinate } of rootFields(supergraph, 'Mutation')) {
      const name = field.name.value;
      const noun = name.charAt(0).toUpperCase() + name.slice(1);
      if (!VERB_NOUN.test(name)) yield { coordinate, message: 'is not verbNoun in camelCase' };

      const taken = field.arguments
        ?.map(argument => `${argument.name.value}: ${print(argument.type)}`)
        .join(', ');
      if (taken !== `input: ${noun}Input!`) {
        yield {
          coordinate,
          message: `takes (${taken ?? ''}); one argument input: ${noun}Input! is expected`,
        };
      }
      if (print(field.type) !== `${noun}Result!`) {
        yield { coordinate, message: `answers ${print(field.type)}; ${noun}Result! is expected` };
        continue;
      }
      const result = supergraph.types.find(type => type.name.value === `${noun}Result`);
      if (result?.kind !== Kind.UNION_TYPE_DEFINITION) {
        yield { coordinate: `${noun}Result`, message: `is not a union of ${noun}Success and refusals` };
        continue;
      }
      yield* judgeMembers(
        noun,
        (result.types ?? []).map(member => member.name.value),
      );
    }
  },
};

function* judgeMembers(noun: string, members: readonly string[]): Iterable<Finding> {
  if (!members.includes(`${noun}Success`)) {
    yield { coordinate: `${noun}Result`, message: `has no member ${noun}Success` };
  }
  for (const member of members) {
    if (member !== `${noun}Success` && !member.endsWith('Refusal')) {
      yield {
        coordinate: `${noun}Result`,
        message: `has the member ${member}; a business “no” ends in Refusal`,
      };
    }
  }
}
