import { Kind } from 'graphql';
import {
  argumentOf,
  directive,
  fieldsOf,
  isComposite,
  namedType,
  type SchemaPart,
  type SchemaRule,
} from '../graph.ts';

const SORTS = /^(?:order|sort)(?:By|edBy)?$/i;

/**
 * Nothing is sorted by a sealed field: the database cannot order ciphertext, and an order by the clear value
 * would tell, row by row, what the mask hides. Sort by something else, or look up by exact value.
 */
export const sealedIsNotSorted: SchemaRule = {
  name: 'sealed-is-not-sorted',
  *check({ subgraphs }) {
    for (const part of subgraphs) {
      for (const { field, coordinate } of fieldsOf(part)) {
        const sealed = sealedFields(part, nodeOf(part, namedType(field.type)));
        for (const argument of field.arguments ?? []) {
          if (!SORTS.test(argument.name.value)) continue;
          for (const key of sortKeys(part, namedType(argument.type))) {
            if (!sealed.has(plain(key))) continue;
            yield {
              coordinate: `${coordinate}(${argument.name.value}:)`,
              message: `sorts by ${key}, which is sealed; sort by a field that is not`,
            };
          }
        }
      }
    }
  },
};

/** What a list field lists: the node of a connection, or its own type. */
function nodeOf(part: SchemaPart, typeName: string): string {
  const nodes = [...fieldsOf(part)].find(({ coordinate }) => coordinate === `${typeName}.nodes`);
  return nodes ? namedType(nodes.field.type) : typeName;
}

function sealedFields(part: SchemaPart, typeName: string): ReadonlySet<string> {
  const type = part.types.filter(isComposite).find(({ name }) => name.value === typeName);
  const fields = (type?.fields ?? []).filter(field => {
    const sensitive = directive(field, 'sensitive');
    return sensitive !== undefined && argumentOf(sensitive, 'store') !== 'PLAIN';
  });
  return new Set(fields.map(({ name }) => plain(name.value)));
}

/** What one can sort by: the values of an enum, or the fields of an input and of the enums in it. */
function sortKeys(part: SchemaPart, typeName: string): string[] {
  const type = part.types.find(({ name }) => name.value === typeName);
  if (type?.kind === Kind.ENUM_TYPE_DEFINITION) return (type.values ?? []).map(({ name }) => name.value);
  if (type?.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) return [];
  return (type.fields ?? []).flatMap(field => [field.name.value, ...sortKeys(part, namedType(field.type))]);
}

/** `ID_CARD_DESC`, `idCard` and `idCard_asc` are one key. */
function plain(key: string): string {
  return key
    .replace(/_?(?:asc|desc)$/i, '')
    .replaceAll('_', '')
    .toLowerCase();
}
