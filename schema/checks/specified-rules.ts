import type { SchemaRule } from './graph.ts';
import { boundariesAreNullable } from './rules/boundaries-are-nullable.ts';
import { describedInChinese } from './rules/described-in-chinese.ts';
import { listsAreBounded } from './rules/lists-are-bounded.ts';
import { masksReplaceScopes } from './rules/masks-replace-scopes.ts';
import { mutationsAreVerbs } from './rules/mutations-are-verbs.ts';
import { sealedIsNotSorted } from './rules/sealed-is-not-sorted.ts';
import { sensitiveCoversPersons } from './rules/sensitive-covers-persons.ts';
import { sensitiveEverywhereOrNowhere } from './rules/sensitive-everywhere-or-nowhere.ts';
import { subscriptionsResume } from './rules/subscriptions-resume.ts';

/** Every rule of the schema lint: first what protects people, then what clients rely on, then words. */
export const specifiedRules: readonly SchemaRule[] = Object.freeze([
  sensitiveCoversPersons,
  sensitiveEverywhereOrNowhere,
  masksReplaceScopes,
  sealedIsNotSorted,
  boundariesAreNullable,
  listsAreBounded,
  mutationsAreVerbs,
  subscriptionsResume,
  describedInChinese,
]);
