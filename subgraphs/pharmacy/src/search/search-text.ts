import { badUserInput } from '#kernel/graphql/errors';
import { plainName } from '../comparison/ratio.rule.ts';

const LONGEST_SEARCH = 100;

/** A search text as it is compared; an empty or an endless one is BAD_USER_INPUT. */
export function checkedSearch(search: string): string {
  const text = plainName(search).toUpperCase();
  if (text === '' || text.length > LONGEST_SEARCH) {
    throw badUserInput({ search: `须为 1 到 ${LONGEST_SEARCH} 个字符` });
  }
  return text;
}

/** A text for LIKE, with its own wildcards taken literally. */
export function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
