import type { ResponsePath } from '@apollo/query-planner';

/** An object as subgraphs answered it. */
export type Data = Record<string, unknown>;

/** A place in the answer, from its root. */
export type Place = readonly (string | number)[];

/** The path step that stands for every element of a list. */
const EACH = '@';

export function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A property of the object itself: an alias may be called `constructor`. What plain objects inherit are functions, which
 * no answer holds, and `__proto__`; asking for the value is several times faster than asking whose it is.
 */
export function own(object: unknown, key: string): unknown {
  if (object == null || (key === '__proto__' && !Object.hasOwn(object, key))) return undefined;
  const value = (object as Data)[key];
  return typeof value === 'function' ? undefined : value;
}

/** Sets a property of the object itself: an alias may be called `__proto__`. */
export function setOwn(object: Data, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** Adds what a fetch answered to what is there: objects and lists of equal length element by element. */
export function merge(target: Data, source: Data): void {
  for (const key of Object.keys(source)) {
    const added = source[key];
    if (added === undefined) continue;
    const present = own(target, key);
    if (isObject(added) && isObject(present)) {
      merge(present, added);
    } else if (Array.isArray(added) && Array.isArray(present) && added.length === present.length) {
      for (let index = 0; index < added.length; index++) {
        const element: unknown = added[index];
        const beside: unknown = present[index];
        if (isObject(element) && isObject(beside)) merge(beside, element);
        else present[index] = element;
      }
    } else {
      setOwn(target, key, added);
    }
  }
}

/** A copy that shares nothing, for the second place of what was fetched once. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isObject(value)) return value;
  const copy: Data = {};
  for (const key of Object.keys(value)) setOwn(copy, key, copyOf(value[key]));
  return copy as T;
}

/** The objects at a path, in order; what is null on the way is left out. */
export function objectsAt(root: Data, path: ResponsePath): Data[] {
  const found: Data[] = [];
  gather(root, path, 0, found);
  return found;
}

function gather(value: unknown, path: ResponsePath, depth: number, found: Data[]): void {
  if (value == null) return;
  if (depth === path.length) {
    if (Array.isArray(value)) for (const element of value) gather(element, path, depth, found);
    else if (typeof value === 'object') found.push(value as Data);
    return;
  }
  const step = path[depth]!;
  if (step === EACH) {
    if (!Array.isArray(value)) throw new Error(`expected a list at ${path.slice(0, depth).join('.')}`);
    for (const element of value) gather(element, path, depth + 1, found);
  } else {
    if (Array.isArray(value)) throw new Error(`unexpected list at ${path.slice(0, depth).join('.')}`);
    gather(own(value, step as string), path, depth + 1, found);
  }
}

/** Where each of `objectsAt` stands, in the same order. */
export function placesAt(root: Data, path: ResponsePath): Place[] {
  const found: Place[] = [];
  locate(root, path, [], found);
  return found;
}

function locate(value: unknown, path: ResponsePath, at: Place, found: Place[]): void {
  if (value == null) return;
  const [step, ...rest] = path;
  if (Array.isArray(value)) {
    const inner = step === EACH ? rest : path;
    for (const [index, element] of value.entries()) locate(element, inner, [...at, index], found);
  } else if (step === undefined) {
    if (typeof value === 'object') found.push(at);
  } else {
    locate(own(value, step as string), rest, [...at, step], found);
  }
}
