import { defaultFieldResolver, type ConstDirectiveNode, type GraphQLFieldResolver } from 'graphql';
import { MASKS, type SensitiveClass } from '#schema/sensitive/sensitive.law';
import type { Principal } from '../identity/principal.ts';
import { sightOf } from '#schema/sensitive/reveal.law';
import { SealBroken } from '../sensitive/envelope.ts';
import { Sealed } from '../sensitive/sealed.ts';
import { placeOf, type Sealer } from '../sensitive/sealer.ts';
import type { SubgraphContext } from './context.ts';

/** What the output of sensitive fields needs of the subgraph. */
export interface SensitiveOutput {
  readonly sealer: Sealer;
  /** Which of these persons are or were patients (or policy holders) of the asker. */
  theirsAmong(asker: Principal, personIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface SensitiveField {
  readonly type: string;
  readonly field: string;
  readonly class: SensitiveClass;
}

/** A stored value that does not open: somebody may have altered or moved it. Says where, never what. */
export class ValueDoesNotOpen extends Error {
  readonly typeName: string;
  readonly field: string;
  readonly rowId: string;

  constructor(typeName: string, field: string, rowId: string) {
    super(`密文无法打开，可能被篡改：${typeName}.${field}，行 ${rowId}`);
    this.name = 'ValueDoesNotOpen';
    this.typeName = typeName;
    this.field = field;
    this.rowId = rowId;
  }
}

type Resolver = GraphQLFieldResolver<object, SubgraphContext>;

/**
 * Opens a value only when its field is asked, and lets out its mask, or the clear value where the viewer's
 * right and purpose allow it; then the request leaves a record of it before its answer goes out.
 */
export function masking(
  place: SensitiveField,
  inner: Resolver | undefined,
  output: SensitiveOutput,
): Resolver {
  const resolve = inner ?? defaultFieldResolver;
  return async (source, args, context, info) => {
    const value: unknown = await resolve(source, args, context, info);
    if (value === null || value === undefined) return null;
    const { rowId, personId } = placeOf(source);
    const clear = await clearValue(place, value, source, context, output.sealer);
    if (clear === null) return null;
    const reading = { rowId, personId: personId ?? rowId };
    return (await mayRead(place, reading, context, output)) ? clear : MASKS[place.class](clear);
  };
}

/** The class that an `@sensitive` directive declares. */
export function classOf(directive: ConstDirectiveNode): SensitiveClass {
  const value = directive.arguments?.find(argument => argument.name.value === 'class')?.value;
  if (value?.kind !== 'EnumValue') throw new Error('@sensitive takes a class');
  return value.value as SensitiveClass;
}

async function clearValue(
  place: SensitiveField,
  value: unknown,
  source: object,
  context: SubgraphContext,
  sealer: Sealer,
): Promise<string | null> {
  if (!(value instanceof Sealed)) return String(value);
  try {
    return await sealer.open(place.type, place.field, source);
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    const { rowId, personId } = placeOf(source);
    context.readings.broken(coordinate(place), rowId, personId ?? rowId);
    throw new ValueDoesNotOpen(place.type, place.field, rowId);
  }
}

async function mayRead(
  place: SensitiveField,
  { rowId, personId }: { readonly rowId: string; readonly personId: string },
  context: SubgraphContext,
  output: SensitiveOutput,
): Promise<boolean> {
  const viewer = context.principalOrNull;
  if (!viewer) return false;
  const purposeStated = context.purpose !== null;
  const sight = sightOf({ class: place.class, viewer, personId, purposeStated });
  if (sight === 'NO_RIGHT' && purposeStated && place.class !== 'SECRET') {
    context.readings.refused(coordinate(place), 'NO_RIGHT');
  }
  if (sight === 'NO_RIGHT' || sight === 'NO_PURPOSE') return false;
  if (sight === 'CLEAR_IF_THEIRS' && !(await isTheirs(personId, viewer, context, output))) {
    context.readings.refused(coordinate(place), 'NOT_THEIRS');
    return false;
  }
  context.readings.revealed(coordinate(place), rowId, personId, sight === 'OWN');
  return true;
}

async function isTheirs(
  personId: string,
  viewer: Principal,
  context: SubgraphContext,
  output: SensitiveOutput,
): Promise<boolean> {
  const known = context.loader<string, boolean>('kernel.theirs', async personIds => {
    const theirs = await output.theirsAmong(viewer, personIds);
    return personIds.map(id => theirs.has(id));
  });
  return (await known.load(personId)) === true;
}

function coordinate(place: SensitiveField): string {
  return `${place.type}.${place.field}`;
}
