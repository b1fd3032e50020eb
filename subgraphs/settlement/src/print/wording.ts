import { isEnumType, type GraphQLSchema } from 'graphql';
import { dateInShanghai, type CalendarDate } from '#kernel/vocabulary/calendar';

/** The Chinese term for a value of an enum: what its description in the graph begins with. Any other text stays as it is. */
export function termOf(schema: GraphQLSchema, enumName: string, value: string): string {
  const type = schema.getType(enumName);
  if (!isEnumType(type)) throw new TypeError(`${enumName} is no enum of this graph`);
  return type.getValue(value)?.description?.split('。', 1)[0] ?? value;
}

/** The unit that makes the papers of the centre. */
export const CENTRE = '医疗保险经办机构';

/** An institution as papers name it: 中心医院（H31010100001）, or by its code alone where no name is known. */
export function institutionOnPaper(names: ReadonlyMap<string, string>, code: string): string {
  const name = names.get(code);
  return name ? `${name}（${code}）` : code;
}

/** A day as papers write it: 2026年3月16日. */
export function dateOnPaper(day: CalendarDate): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** The day of an instant, as papers write it. */
export function dayOnPaper(instant: Date): string {
  return dateOnPaper(dateInShanghai(instant));
}

/** A month as papers write it: 2026年3月. */
export function monthOnPaper(month: string): string {
  return dateOnPaper(`${month}-01`).replace(/1日$/, '');
}
