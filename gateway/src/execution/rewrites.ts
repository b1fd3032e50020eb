import type { FetchDataRewrite } from '@apollo/query-planner';
import { own, setOwn, type Data } from './data.ts';
import type { TypeConditions } from './type-conditions.ts';

const TYPE_CONDITION = '... on ';

/** Changes representations before, and answers after, a fetch as its plan says: interface objects, renamed keys. */
export function rewrite(
  value: unknown,
  rewrites: readonly FetchDataRewrite[] | undefined,
  types: TypeConditions,
): void {
  for (const change of rewrites ?? []) {
    const field = change.path.at(-1);
    if (field !== undefined) atPath(value, change.path, 0, types, object => apply(change, object, field));
  }
}

function apply(change: FetchDataRewrite, object: Data, field: string): void {
  if (change.kind === 'ValueSetter') {
    setOwn(object, field, change.setValueTo);
    return;
  }
  const value = own(object, field);
  if (!value) return;
  setOwn(object, change.renameKeyTo, value);
  setOwn(object, field, undefined);
}

/** Visits the objects whose field the path ends with. */
function atPath(
  value: unknown,
  path: readonly string[],
  depth: number,
  types: TypeConditions,
  visit: (object: Data) => void,
): void {
  if (Array.isArray(value)) {
    for (const element of value) atPath(element, path, depth, types, visit);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const object = value as Data;
  if (depth === path.length - 1) return visit(object);
  const step = path[depth]!;
  if (!step.startsWith(TYPE_CONDITION)) {
    atPath(own(object, step), path, depth + 1, types, visit);
  } else {
    const typename = own(object, '__typename');
    const condition = step.slice(TYPE_CONDITION.length);
    if (!typename || types.includes(condition, typename as string))
      atPath(object, path, depth + 1, types, visit);
  }
}
