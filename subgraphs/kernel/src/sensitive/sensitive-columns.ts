import type { MikroORM } from '@mikro-orm/sql';
import {
  indexPropertyOf,
  isPersonItself,
  sensitiveFieldsOf,
  type SensitiveDeclaration,
} from './sensitive.decorator.ts';

/** A sensitive column, as the database knows it. */
export interface SensitiveColumn {
  readonly type: abstract new (...args: never[]) => object;
  readonly field: string;
  readonly declaration: SensitiveDeclaration;
  /** The table with its schema, quoted. */
  readonly table: string;
  readonly column: string;
  /** The column of its blind index; null where the field is not searchable. */
  readonly indexColumn: string | null;
  /** The column that names the person whose data it is: the key where the row is a person; null where it is nobody's. */
  readonly personColumn: string | null;
}

/** Every sensitive column of a subgraph. */
export function sensitiveColumnsOf(orm: MikroORM, schema: string): SensitiveColumn[] {
  return [...orm.getMetadata().getAll().values()].flatMap(meta =>
    [...sensitiveFieldsOf(meta.className)].map(([field, declaration]) => ({
      type: meta.class as SensitiveColumn['type'],
      field,
      declaration,
      table: `"${schema}"."${meta.tableName}"`,
      column: columnOf(meta.properties, field)!,
      indexColumn: columnOf(meta.properties, indexPropertyOf(field)),
      personColumn: isPersonItself(meta.className)
        ? columnOf(meta.properties, 'id')
        : (columnOf(meta.properties, 'personId') ?? columnOf(meta.properties, 'person')),
    })),
  );
}

function columnOf(properties: object, name: string): string | null {
  const property = (properties as Record<string, { fieldNames?: string[] } | undefined>)[name];
  return property?.fieldNames?.[0] ?? null;
}
