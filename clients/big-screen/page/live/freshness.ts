/** How old a panel's data are, and whether that is older than was promised. */
export interface Freshness {
  readonly late: boolean;
  /** In Chinese, for the panel's foot. */
  readonly text: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  [DAY, '天'],
  [HOUR, '小时'],
  [MINUTE, '分钟'],
  [SECOND, '秒'],
] as const;

/** How old data of an instant are; `promised` is the age (milliseconds) up to which they are as new as they should be. */
export function freshness(dataAt: number | null, now: number, promised: number): Freshness {
  if (dataAt === null) return { late: false, text: '等待数据' };
  const age = Math.max(0, now - dataAt);
  return { late: age > promised, text: `${clockTime(dataAt, now)}（${ageText(age)}）` };
}

/** An age in one unit, rounded down; the moment itself is 刚刚. */
export function ageText(age: number): string {
  const [size, name] = UNITS.find(([unit]) => age >= unit) ?? [0, ''];
  return size === 0 ? '刚刚' : `${Math.floor(age / size)} ${name}前`;
}

const TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  timeStyle: 'medium',
  hour12: false,
});
const DAY_AND_TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** The time of an instant in Shanghai, with its day where it is not of the last day. */
export function clockTime(at: number, now: number): string {
  return (now - at > DAY ? DAY_AND_TIME : TIME).format(at);
}
