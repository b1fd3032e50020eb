import { Kind } from 'graphql';
import { SENSITIVE_WORDS } from '../sensitive-words.ts';
import { argumentOf, directive, fieldsOf, namedType, type FieldAt, type SchemaRule } from '../graph.ts';

/** Scalars that cannot spell personal data. */
const HARMLESS = new Set(['ID', 'Int', 'Float', 'Boolean', 'Money', 'Ratio', 'Instant', 'Cursor']);

/**
 * A text that speaks of a person's name, id card, phone, address, birth, bank card or diagnosis
 * carries `@sensitive` of that class: what is not declared is neither sealed nor masked.
 */
export const sensitiveCoversPersons: SchemaRule = {
  name: 'sensitive-covers-persons',
  *check({ subgraphs }) {
    for (const part of subgraphs) {
      const enums = new Set(
        part.types.filter(type => type.kind === Kind.ENUM_TYPE_DEFINITION).map(type => type.name.value),
      );
      const objects = new Set(part.types.filter(type => 'fields' in type).map(type => type.name.value));
      for (const at of fieldsOf(part)) {
        const leaf = namedType(at.field.type);
        if (at.type.kind === Kind.INTERFACE_TYPE_DEFINITION || directive(at.field, 'external')) continue;
        if (HARMLESS.has(leaf) || enums.has(leaf) || objects.has(leaf)) continue;
        const spoken = classesSpoken(at);
        if (spoken.length === 0) continue;

        const declared = directive(at.field, 'sensitive');
        const declaredClass = declared && argumentOf(declared, 'class');
        if (declaredClass === undefined) {
          yield {
            coordinate: at.coordinate,
            message: `speaks of ${spoken.join(', ')} and lacks @sensitive; declare it with @Sensitive on the entity`,
          };
        } else if (declaredClass !== 'SECRET' && !spoken.some(each => each === declaredClass)) {
          yield {
            coordinate: at.coordinate,
            message: `speaks of ${spoken.join(', ')} but is declared ${String(declaredClass)}: the wrong mask`,
          };
        }
      }
    }
  },
};

function classesSpoken({ field }: FieldAt): readonly string[] {
  const [term = '', ...sentences] = (field.description?.value ?? '').split('。');
  const sentence = sentences.join('。');
  return SENSITIVE_WORDS.filter(
    words => words.name.test(field.name.value) || words.term.test(term) || words.sentence.test(sentence),
  ).map(words => words.class);
}
