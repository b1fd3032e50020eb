import { defaultFieldResolver, type ConstDirectiveNode, type GraphQLFieldResolver } from 'graphql';
import { ERASED_MASK, MASKS, type SensitiveClass } from '#schema/sensitive/sensitive.law';
import type { Principal } from '../identity/principal.ts';
import { sightOf } from '#schema/sensitive/reveal.law';
import type { EmergencyReadings } from '../access/emergency-readings.ts';
import { SealBroken } from '../sensitive/envelope.ts';
import type { PersonSalts, SaltState } from '../sensitive/person-salts.ts';
import { Sealed } from '../sensitive/sealed.ts';
import { placeOf, type Place, type Sealer } from '../sensitive/sealer.ts';
import type { SubgraphContext } from './context.ts';

/** What the output of sensitive fields needs of the subgraph. */
export interface SensitiveOutput {
  readonly sealer: Sealer;
  readonly salts: Pick<PersonSalts, 'known' | 'ofAll'>;
  /** Who may read beyond the own scopes for a while. */
  readonly emergencies: Pick<EmergencyReadings, 'opensTo'> | null;
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
  const show = (value: unknown, source: object, context: SubgraphContext): MaybePromise<string | null> => {
    if (value === null || value === undefined) return null;
    const row = rowInSight(place.type, source, context);
    if (!(value instanceof Sealed)) return shown(String(value), place, row.place, context, output);
    const salt = (row.salt ??= saltOf(row.place.personId, context, output));
    return isPromise(salt)
      ? salt.then(found => opened(value, found, place, row.place, context, output))
      : opened(value, salt, place, row.place, context, output);
  };
  return (source, args, context, info) => {
    const value: unknown = resolve(source, args, context, info);
    return isPromise(value)
      ? value.then(resolved => show(resolved, source, context))
      : show(value, source, context);
  };
}

/** A row that a request shows. */
interface RowInSight {
  readonly type: string;
  readonly source: object;
  readonly place: Place;
  /** Once it was asked. */
  salt: MaybePromise<SaltState | null>;
}

/** The row that each request shows at the moment. */
const rowsInSight = new WeakMap<SubgraphContext, RowInSight>();

/** The fields of a row are asked one after the other: its place is looked up for the first of them, and its salt. */
function rowInSight(type: string, source: object, context: SubgraphContext): RowInSight {
  const latest = rowsInSight.get(context);
  if (latest?.source === source && latest.type === type) return latest;
  const row: RowInSight = { type, source, place: placeOf(type, source), salt: null };
  rowsInSight.set(context, row);
  return row;
}

/** Nothing is waited for that is there already: a page has more than a thousand fields. */
type MaybePromise<T> = T | Promise<T>;

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** The class that an `@sensitive` directive declares. */
export function classOf(directive: ConstDirectiveNode): SensitiveClass {
  const value = directive.arguments?.find(argument => argument.name.value === 'class')?.value;
  if (value?.kind !== 'EnumValue') throw new Error('@sensitive takes a class');
  return value.value as SensitiveClass;
}

/** The salt of the person whose row it is; the persons of a page whose salts are not remembered are one statement. */
function saltOf(
  personId: string | null,
  context: SubgraphContext,
  { salts }: SensitiveOutput,
): MaybePromise<SaltState | null> {
  if (personId === null) return null;
  return (
    salts.known(personId) ??
    context
      .loader<string, SaltState>('kernel.salts', async personIds => {
        const states = await salts.ofAll(personIds, context.em);
        return personIds.map(id => states.get(id) ?? null);
      })
      .load(personId)
  );
}

function opened(
  value: Sealed,
  salt: SaltState | null,
  place: SensitiveField,
  row: Place,
  context: SubgraphContext,
  output: SensitiveOutput,
): MaybePromise<string> {
  if (salt === 'ERASED') return ERASED_MASK;
  let clear: string;
  try {
    clear = output.sealer.openWith(salt, place.type, place.field, row, value);
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    const { rowId, personId } = row;
    context.readings.broken(coordinate(place), rowId, personId ?? rowId);
    throw new ValueDoesNotOpen(place.type, place.field, rowId);
  }
  return shown(clear, place, row, context, output);
}

/** The clear value for whom the law lets read it, else its mask. */
function shown(
  clear: string,
  place: SensitiveField,
  row: Place,
  context: SubgraphContext,
  output: SensitiveOutput,
): MaybePromise<string> {
  const may = mayRead(place, { rowId: row.rowId, personId: row.personId ?? row.rowId }, context, output);
  if (typeof may === 'boolean') return may ? clear : MASKS[place.class](clear);
  return may.then(readable => (readable ? clear : MASKS[place.class](clear)));
}

function mayRead(
  place: SensitiveField,
  { rowId, personId }: { readonly rowId: string; readonly personId: string },
  context: SubgraphContext,
  output: SensitiveOutput,
): MaybePromise<boolean> {
  const viewer = context.principalOrNull;
  if (!viewer) return false;
  const purposeStated = context.purpose !== null;
  const byRight = sightOf({ class: place.class, viewer, personId, purposeStated });
  const emergency =
    byRight === 'NO_RIGHT' && purposeStated
      ? (output.emergencies?.opensTo(viewer.subject, personId, place.class) ?? null)
      : null;
  const sight = emergency === null ? byRight : 'CLEAR';
  if (sight === 'NO_RIGHT' && purposeStated && place.class !== 'SECRET') {
    context.readings.refused(coordinate(place), 'NO_RIGHT');
  }
  if (sight === 'NO_RIGHT' || sight === 'NO_PURPOSE') return false;
  const noted = (readable: boolean): boolean => {
    if (readable)
      context.readings.revealed(coordinate(place), { rowId, personId }, { own: sight === 'OWN', emergency });
    else context.readings.refused(coordinate(place), 'NOT_THEIRS');
    return readable;
  };
  return sight === 'CLEAR_IF_THEIRS' ? isTheirs(personId, viewer, context, output).then(noted) : noted(true);
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
