import { Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field } from 'type-graphql';
import type { Searchable, SensitiveClass, SensitiveStore } from '#schema/sensitive/sensitive.law';
import { MaskableDateScalar } from '../graphql/scalars.ts';
import { CalendarDateType } from '../persistence/types.ts';
import { SealedType } from './sealed.ts';

/** What one `@Sensitive` field declares: enough to store, search, mask and publish it. */
export interface SensitiveDeclaration {
  readonly class: SensitiveClass;
  readonly searchable: Searchable;
  readonly store: SensitiveStore;
}

/** A declaration and the `Type.field` that it stands on. */
export interface SensitiveMember extends SensitiveDeclaration {
  readonly coordinate: string;
}

interface SensitiveOptions {
  readonly class: SensitiveClass;
  readonly searchable?: Searchable;
  /** PLAIN only for BIRTH_DATE, where ranges are needed. */
  readonly store?: SensitiveStore;
  /** The Chinese term first, then an English sentence. */
  readonly description: string;
  readonly nullable?: boolean;
}

const declarations = new Map<string, Map<string, SensitiveMember>>();
const persons = new Set<string>();

/** The sensitive fields of a stored type (by class name, which is the GraphQL name). */
export function sensitiveFieldsOf(typeName: string): ReadonlyMap<string, SensitiveMember> {
  return declarations.get(typeName) ?? new Map();
}

/** Declares that every row of a stored type is a person itself: what it holds is sealed with that person's keys. */
export function PersonItself(): ClassDecorator {
  return target => void persons.add(target.name);
}

export function isPersonItself(typeName: string): boolean {
  return persons.has(typeName);
}

/** Name of the blind-index property that belongs to a searchable field. */
export function indexPropertyOf(field: string): string {
  return `${field}Index`;
}

/**
 * Declares a field of a stored, published noun as personal data, in one place:
 * the sealed column, the blind-index column, the GraphQL field and its `@sensitive` directive.
 */
export function Sensitive(options: SensitiveOptions): PropertyDecorator {
  const declaration: SensitiveDeclaration = {
    class: options.class,
    searchable: options.searchable ?? 'NONE',
    store: options.store ?? 'SEALED',
  };
  if (declaration.store === 'PLAIN' && declaration.class !== 'BIRTH_DATE') {
    throw new TypeError('only BIRTH_DATE may be stored PLAIN');
  }
  if (declaration.store === 'PLAIN' && !options.nullable) {
    throw new TypeError('what is stored PLAIN must be nullable, so that it can be erased');
  }
  return (target, property) => {
    const field = String(property);
    const typeName = (target.constructor as { name: string }).name;
    const fields = declarations.get(typeName) ?? new Map<string, SensitiveMember>();
    declarations.set(typeName, fields.set(field, { ...declaration, coordinate: `${typeName}.${field}` }));

    Field(() => (declaration.class === 'BIRTH_DATE' ? MaskableDateScalar : String), {
      description: options.description,
      // A sealed value that does not open costs its own field, not the object around it.
      nullable: declaration.store === 'SEALED' || (options.nullable ?? false),
    })(target, property);
    Directive(sdlOf(declaration))(target, property);

    const nullable = options.nullable ?? false;
    if (declaration.store === 'PLAIN') Property({ type: CalendarDateType, nullable })(target, field);
    else Property({ type: SealedType, nullable })(target, field);
    if (declaration.searchable !== 'NONE') {
      Property({ type: 'blob', columnType: 'bytea', nullable: true, index: true, hidden: true })(
        target,
        indexPropertyOf(field),
      );
    }
  };
}

function sdlOf(declaration: SensitiveDeclaration): string {
  return `@sensitive(class: ${declaration.class}, searchable: ${declaration.searchable}, store: ${declaration.store})`;
}
