import { ratio } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import {
  NAMED_AGES,
  SHORTEST_CODE,
  type AgeLimit,
  type CourseLimit,
  type CycleLimit,
  type FrequencyLimit,
  type IncludedItemLimit,
  type InsuranceLimit,
  type LevelLimit,
  type PrimarySecondaryLimit,
  type VisitLimit,
  type VisitType,
} from './fee-rule.terms.ts';

/** Why a text of the library is not understood; the message is what the list of rules shows. */
export type NotUnderstood = RefusalFacts<'NOT_UNDERSTOOD'>;
type Reading<T> = Result<T, NotUnderstood>;

const notUnderstood = (reason: string) => refuse('NOT_UNDERSTOOD', reason);

/**
 * Which ages an item is for: the named age of the column, narrowed by the numbers of the explanation.
 * Several indications with ages of their own give the outermost bounds.
 * Source: 民法典 第1259条: 以上, 以下 and 以内 include the number itself.
 */
export function readAge(target: string, explanation: string): Reading<AgeLimit> {
  const named = NAMED_AGES[target.trim()];
  if (!named) return notUnderstood(`未识别的限定对象“${target}”`);
  const stated = readYears(explanation);
  if (stated === 'CONTRADICTION') return notUnderstood('说明中的年龄上下限颠倒');
  const minimumYears = stated?.minimum ?? named.minimumYears;
  const maximumYears = stated?.maximum ?? named.maximumYears;
  if (minimumYears !== null && maximumYears !== null && minimumYears > maximumYears) {
    return notUnderstood(`说明中的年龄与限定对象“${target}”不一致`);
  }
  return accept({
    kind: 'AGE',
    minimumYears,
    maximumYears,
    maximumDays: named.maximumDays,
    leafletCoversAdults: explanation.includes('包含成人用法用量'),
  });
}

/** The working age, from the remark that the person is beyond it. */
export function readWorkingAge(remark: string): Reading<AgeLimit> {
  if (!/超出法定就业年龄/.test(remark)) return notUnderstood(`未识别的备注“${remark}”`);
  return readAge('法定就业年龄', '');
}

function readYears(
  text: string,
): { minimum: number | null; maximum: number | null } | 'CONTRADICTION' | undefined {
  const ranges = [...text.matchAll(/(\d{1,3})\s*岁?\s*[-至~～—]\s*(\d{1,3})\s*周?岁/g)].map(match => ({
    minimum: Number(match[1]),
    maximum: Number(match[2]),
  }));
  if (ranges.length > 0) {
    if (ranges.some(range => range.minimum > range.maximum)) return 'CONTRADICTION';
    return {
      minimum: Math.min(...ranges.map(range => range.minimum)),
      maximum: Math.max(...ranges.map(range => range.maximum)),
    };
  }
  const below = [...text.matchAll(/(\d{1,3})\s*周?岁(?:及)?以[下内]/g)].map(match => Number(match[1]));
  const above = [...text.matchAll(/(\d{1,3})\s*周?岁(?:及)?以上/g)].map(match => Number(match[1]));
  if (below.length === 0 && above.length === 0) return undefined;
  return {
    minimum: above.length > 0 ? Math.min(...above) : null,
    maximum: below.length > 0 ? Math.max(...below) : null,
  };
}

/** How long the fund pays: the column's days, which the explanation must not contradict. */
export function readDrugCourse(column: string, explanation: string): Reading<CourseLimit> {
  const days = /^(\d{1,4})天$/.exec(column.trim());
  if (!days) return notUnderstood(`未识别的限定值域“${column}”`);
  const maximumDays = Number(days[1]);
  const stated = readDays(explanation);
  if (stated && stated.days !== maximumDays) {
    return notUnderstood(`限定值域为${maximumDays}天，说明为${stated.days}天，两者不一致`);
  }
  return accept({
    kind: 'COURSE',
    maximumDays,
    measure: stated?.measure ?? 'PAID_DAYS',
    scope: /单次住院/.test(explanation) ? 'STAY' : 'COURSE',
    cycle: null,
  });
}

/** How long and how often the fund pays for a service, from the remark alone. */
export function readItemCourse(remark: string): Reading<CourseLimit> {
  const stated = readDays(remark);
  if (!stated) return notUnderstood(`备注中没有可识别的天数：“${remark}”`);
  return accept({
    kind: 'COURSE',
    maximumDays: stated.days,
    measure: stated.measure,
    scope: 'COURSE',
    cycle: readCycleText(remark) ?? null,
  });
}

function readDays(text: string): { days: number; measure: 'PAID_DAYS' | 'SPAN' } | undefined {
  const days = /(?:不超过|最多支付|最多)\s*(\d{1,4})\s*(天|日|个月)/.exec(text);
  if (days) {
    const count = Number(days[1]);
    if (days[2] === '个月') return { days: monthsInDays(count), measure: 'SPAN' };
    return { days: count, measure: /总时间不超过/.test(text) ? 'SPAN' : 'PAID_DAYS' };
  }
  if (/不超过一年/.test(text)) return { days: 365, measure: 'SPAN' };
  return undefined;
}

/** Twelve months are a year of 365 days, a single month 30 days. */
function monthsInDays(months: number): number {
  return months % 12 === 0 ? (months / 12) * 365 : months * 30;
}

function readCycleText(text: string): { count: number; days: number } | undefined {
  const interval = /间隔(?:时间)?不(?:短|少)于\s*(\d{1,3})\s*天/.exec(text);
  if (interval) return { count: 1, days: Number(interval[1]) };
  if (/每周最多(?:支付)?一次/.test(text)) return { count: 1, days: 7 };
  return undefined;
}

/** So often within so many days: the columns, which the remark must not contradict. */
export function readCycle(count: string, days: string, remark: string): Reading<CycleLimit> {
  if (!/^[1-9]\d{0,2}$/.test(count) || !/^[1-9]\d{0,3}$/.test(days)) {
    return notUnderstood(`未识别的频次“${count}”或周期“${days}”`);
  }
  const stated = readCycleText(remark);
  if (stated && (stated.count !== Number(count) || stated.days !== Number(days))) {
    return notUnderstood(
      `频次与周期为${days}天${count}次，备注为${stated.days}天${stated.count}次，两者不一致`,
    );
  }
  return accept({ kind: 'CYCLE', count: Number(count), days: Number(days) });
}

/** At most so many units of the fee in a day. */
export function readFrequency(limit: string, unit: string): Reading<FrequencyLimit> {
  if (!/^[1-9]\d{0,2}$/.test(limit)) return notUnderstood(`未识别的限制数量“${limit}”`);
  if (unit === '日' || unit === '天')
    return accept({ kind: 'FREQUENCY', perDay: Number(limit), unit: 'DAY' });
  if (unit === '小时') return accept({ kind: 'FREQUENCY', perDay: Number(limit), unit: 'HOUR' });
  return notUnderstood(`未识别的数量单位“${unit}”`);
}

const LEVELS = { 二级: 'SECONDARY', 三级: 'TERTIARY' } as const;

/**
 * The lowest level of institution. The explanation may bind the first prescription only,
 * or let a speciality hospital be one level lower.
 */
export function readLevel(column: string, explanation: string): Reading<LevelLimit> {
  const minimum = LEVELS[column.trim() as keyof typeof LEVELS];
  if (!minimum) return notUnderstood(`未识别的机构等级“${column}”`);
  const mentioned = [...explanation.matchAll(/([二三])级/g)].map(match => `${match[1]}级`);
  if (mentioned.length > 0 && !mentioned.includes(column.trim())) {
    return notUnderstood(`限定值域为${column}，说明为${mentioned.join('、')}，两者不一致`);
  }
  const speciality = /三级综合医院(\p{Script=Han}{1,6})或二级及以上\1专科医院/u.exec(explanation)?.[1];
  if (minimum === 'TERTIARY' && mentioned.includes('二级') && !speciality) {
    return notUnderstood('说明对二级机构另有条件，未能识别');
  }
  return accept({
    kind: 'INSTITUTION_LEVEL',
    minimum,
    speciality: speciality ?? null,
    firstPrescriptionOnly: /首次处方时?需由/.test(explanation),
  });
}

/** The only insurance whose fund pays. */
export function readInsurance(column: string): Reading<InsuranceLimit> {
  if (column.trim() === '工伤') return accept({ kind: 'INSURANCE_TYPE', only: 'WORK_INJURY' });
  if (column.trim() === '生育') return accept({ kind: 'INSURANCE_TYPE', only: 'MATERNITY' });
  return notUnderstood(`未识别的保险类型“${column}”`);
}

const VISITS: Readonly<Record<string, readonly VisitType[]>> = {
  住院: ['INPATIENT'],
  急诊: ['EMERGENCY'],
  门诊: ['OUTPATIENT', 'CHRONIC'],
};

/** The kinds of visit in which the fund pays; `急诊或住院` in the explanation allows both. */
export function readVisitType(column: string, explanation: string): Reading<VisitLimit> {
  const words = column.split(/[、，或/]/).map(word => word.trim());
  if (words.some(word => !VISITS[word])) return notUnderstood(`未识别的就医方式“${column}”`);
  const either = /(门诊|急诊|住院)(?:或|、|和)(门诊|急诊|住院)/.exec(explanation);
  if (either && !words.some(word => either.slice(1).includes(word))) {
    return notUnderstood(`限定值域为${column}，说明为${either[0]}，两者不一致`);
  }
  const all = new Set([...words, ...(either ? either.slice(1) : [])].flatMap(word => VISITS[word] ?? []));
  return accept({ kind: 'VISIT_TYPE', allowed: [...all].sort() });
}

/** The group of operations of which, through one incision, only the first is charged in full. */
export function readPrimarySecondary(group: string, share: string | null): Reading<PrimarySecondaryLimit> {
  if (!/组$/.test(group.trim())) return notUnderstood(`未识别的主次操作组“${group}”`);
  if (share === null) return accept({ kind: 'PRIMARY_SECONDARY', group: group.trim(), share: null });
  if (!/^0\.\d{1,6}$/.test(share)) return notUnderstood(`未识别的主次折率“${share}”`);
  return accept({ kind: 'PRIMARY_SECONDARY', group: group.trim(), share: ratio(share) });
}

/** Items that the main item already contains: `(code|code)`. A code too short names a whole class. */
export function readIncluded(mainCode: string, codes: string): Reading<IncludedItemLimit> {
  const included = [...new Set(codes.replace(/^\(|\)$/g, '').split('|'))];
  const tooShort = [mainCode, ...included].find(
    code => !/^[0-9A-Z]+$/.test(code) || code.length < SHORTEST_CODE,
  );
  if (tooShort !== undefined) return notUnderstood(`编码“${tooShort}”只到类别，不能对应到项目`);
  return accept({ kind: 'INCLUDED_ITEM', includedCodes: included });
}
