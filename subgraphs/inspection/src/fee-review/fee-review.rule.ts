import { ageOn, addDays, daysBetween, type CalendarDate } from '#kernel/vocabulary/calendar';
import { formatRatio, type Ratio } from '#kernel/vocabulary/money';
import {
  ADULT_YEARS,
  COURSE_BREAK_DAYS,
  type AgeLimit,
  type CourseLimit,
  type FeeRuleKind,
  type FeeRuleLimit,
  type InstitutionLevel,
} from '../fee-rule/fee-rule.terms.ts';
import { groupBy } from './grouping.rule.ts';
import type {
  FeeFacts,
  FeeLine,
  ReviewOutcome,
  ReviewRule,
  Undecided,
  Violation,
} from './fee-review.terms.ts';

/** A rule together with what it applies to. */
interface Application<K extends FeeRuleKind = FeeRuleKind> {
  readonly rule: ReviewRule;
  readonly limit: Extract<FeeRuleLimit, { kind: K }>;
  readonly facts: FeeFacts;
  /** The lines under review that the rule limits, in order of time. */
  readonly lines: readonly FeeLine[];
}

type Finding = Violation | Undecided;
type Evaluator<K extends FeeRuleKind> = (application: Application<K>) => readonly Finding[];

/** How each kind of limit is checked; the only place where a kind meets its check. */
const EVALUATORS: { readonly [K in FeeRuleKind]: Evaluator<K> } = {
  AGE: checkAge,
  COURSE: checkCourse,
  INSTITUTION_LEVEL: checkLevel,
  INSURANCE_TYPE: checkInsurance,
  VISIT_TYPE: checkVisitType,
  CYCLE: application => checkCycle(application, application.limit),
  FREQUENCY: checkFrequency,
  PRIMARY_SECONDARY: () => [],
  INCLUDED_ITEM: checkIncluded,
};

/**
 * Which rules do not hold for a fee list, and which could not be decided.
 * A rule is silent unless a line under review takes part: history alone is never reported again.
 */
export function reviewFees(facts: FeeFacts, rules: readonly ReviewRule[]): ReviewOutcome {
  const findings: Finding[] = [];
  for (const rule of rules) {
    const lines = covered(rule, facts.lines);
    if (lines.length === 0) continue;
    const evaluate = EVALUATORS[rule.limit.kind] as Evaluator<FeeRuleKind>;
    findings.push(...evaluate({ rule, limit: rule.limit, facts, lines }));
  }
  findings.push(...checkPrimarySecondary(facts, rules));
  return {
    violations: findings.filter((finding): finding is Violation => 'certainty' in finding),
    undecided: findings.filter((finding): finding is Undecided => 'missing' in finding),
  };
}

/** Whether a rule limits the item of a code. */
export function covers(rule: Pick<ReviewRule, 'codes' | 'codesArePrefixes'>, itemCode: string): boolean {
  return rule.codesArePrefixes
    ? rule.codes.some(code => itemCode.startsWith(code))
    : rule.codes.includes(itemCode);
}

function checkAge({ rule, limit, facts, lines }: Application<'AGE'>): Finding[] {
  if (facts.birthDate === null) {
    const tooOld = facts.insuredAsAdult && limit.maximumYears !== null && limit.maximumYears < ADULT_YEARS;
    if (!tooOld && !(facts.insuredAsAdult && limit.maximumDays !== null)) {
      return [{ ruleId: rule.id, lineIds: ids(lines), missing: 'BIRTH_DATE' }];
    }
    return [violation(rule, 'TO_VERIFY', lines, { 参保身份: '成年人', 限定年龄: describeAge(limit) })];
  }
  const birthDate = facts.birthDate;
  const outside = lines.filter(line => !isWithinAge(limit, birthDate, line.serviceDate));
  const first = outside[0];
  if (!first) return [];
  const years = ageOn(birthDate, first.serviceDate);
  const certainty = limit.leafletCoversAdults && years >= ADULT_YEARS ? 'TO_VERIFY' : 'CERTAIN';
  return [
    violation(rule, certainty, outside, {
      服务日期: first.serviceDate,
      年龄: limit.maximumDays === null ? `${years}岁` : `${daysBetween(birthDate, first.serviceDate)}天`,
      限定年龄: describeAge(limit),
    }),
  ];
}

function isWithinAge(limit: AgeLimit, birthDate: CalendarDate, day: CalendarDate): boolean {
  const years = ageOn(birthDate, day);
  return (
    (limit.minimumYears === null || years >= limit.minimumYears) &&
    (limit.maximumYears === null || years <= limit.maximumYears) &&
    (limit.maximumDays === null || daysBetween(birthDate, day) <= limit.maximumDays)
  );
}

function describeAge(limit: AgeLimit): string {
  const bounds = [
    limit.minimumYears === null ? '' : `${limit.minimumYears}岁及以上`,
    limit.maximumYears === null ? '' : `未满${limit.maximumYears + 1}岁`,
    limit.maximumDays === null ? '' : `出生${limit.maximumDays}天以内`,
  ];
  return bounds.filter(bound => bound !== '').join('、');
}

function checkLevel({ rule, limit, facts, lines }: Application<'INSTITUTION_LEVEL'>): Finding[] {
  const { institutionLevel: level, institutionSpeciality: speciality } = facts;
  if (level === null) return [{ ruleId: rule.id, lineIds: ids(lines), missing: 'INSTITUTION_LEVEL' }];
  if (rank(level) >= rank(limit.minimum)) return [];
  if (limit.firstPrescriptionOnly && covered(rule, facts.history).length > 0) return [];
  const oneBelow = rank(level) === rank(limit.minimum) - 1;
  if (limit.speciality !== null && oneBelow && speciality === limit.speciality) return [];
  // A pharmacy may fill a hospital's prescription, and an unknown speciality may be the right one.
  const unknown = level === 'NONE' || (limit.speciality !== null && oneBelow && speciality === null);
  return [
    violation(rule, unknown ? 'TO_VERIFY' : 'CERTAIN', lines, {
      机构等级: LEVEL_NAMES[level],
      限定等级: `${LEVEL_NAMES[limit.minimum]}及以上`,
    }),
  ];
}

const LEVEL_NAMES: Readonly<Record<InstitutionLevel, string>> = {
  TERTIARY: '三级',
  SECONDARY: '二级',
  PRIMARY: '一级',
  NONE: '无等级',
};

function rank(level: InstitutionLevel): number {
  return { NONE: 0, PRIMARY: 1, SECONDARY: 2, TERTIARY: 3 }[level];
}

/**
 * Employees' maternity insurance is run together with their basic insurance, so their use of a drug of the
 * maternity list may be right. Source: 国办发〔2019〕10号.
 */
function checkInsurance({ rule, limit, facts, lines }: Application<'INSURANCE_TYPE'>): Finding[] {
  if (facts.insurance === limit.only) return [];
  const merged = limit.only === 'MATERNITY' && facts.insurance === 'EMPLOYEE';
  return [
    violation(rule, merged ? 'TO_VERIFY' : 'CERTAIN', lines, {
      结算险种: INSURANCE_NAMES[facts.insurance],
      限定险种: INSURANCE_NAMES[limit.only],
    }),
  ];
}

const INSURANCE_NAMES = {
  EMPLOYEE: '职工医保',
  RESIDENT: '居民医保',
  WORK_INJURY: '工伤保险',
  MATERNITY: '生育保险',
};

function checkVisitType({ rule, limit, facts, lines }: Application<'VISIT_TYPE'>): Finding[] {
  if (limit.allowed.includes(facts.visitType)) return [];
  return [
    violation(rule, 'CERTAIN', lines, {
      就医方式: VISIT_NAMES[facts.visitType],
      限定就医方式: limit.allowed.map(type => VISIT_NAMES[type]).join('、'),
    }),
  ];
}

const VISIT_NAMES = {
  OUTPATIENT: '门诊',
  EMERGENCY: '急诊',
  INPATIENT: '住院',
  CHRONIC: '门诊慢特病',
  PHARMACY: '药店购药',
};

/**
 * Days of treatment against the longest course. A day with several lines counts once, supplied days count as used;
 * a pause of more than COURSE_BREAK_DAYS begins a new course.
 */
function checkCourse(application: Application<'COURSE'>): Finding[] {
  const { rule, limit, facts, lines } = application;
  const history = limit.scope === 'STAY' ? facts.history.filter(sameVisit(facts)) : facts.history;
  const used = usedDays([...covered(rule, history), ...lines]);
  const findings: Finding[] = [];
  for (const course of courses(used)) {
    const [from, to] = [course[0]!, course.at(-1)!];
    const days = limit.measure === 'SPAN' ? daysBetween(from, to) + 1 : course.length;
    const involved = lines.filter(line => line.serviceDate >= from && line.serviceDate <= to);
    if (days <= limit.maximumDays || involved.length === 0) continue;
    findings.push(
      violation(rule, 'CERTAIN', involved, {
        起止日期: `${from}至${to}`,
        天数: `${days}天`,
        限定天数: `${limit.maximumDays}天`,
      }),
    );
  }
  return limit.cycle === null ? findings : [...findings, ...checkCycle(application, limit.cycle)];
}

function usedDays(lines: readonly FeeLine[]): CalendarDate[] {
  const days = new Set<CalendarDate>();
  for (const line of lines) {
    if (line.quantity <= 0n) continue;
    const supply = Math.max(1, Math.min(line.daysOfSupply ?? 1, 366));
    for (let day = 0; day < supply; day += 1) days.add(addDays(line.serviceDate, day));
  }
  return [...days].sort();
}

function courses(days: readonly CalendarDate[]): CalendarDate[][] {
  const result: CalendarDate[][] = [];
  for (const day of days) {
    const current = result.at(-1);
    const last = current?.at(-1);
    if (current && last && daysBetween(last, day) <= COURSE_BREAK_DAYS) current.push(day);
    else result.push([day]);
  }
  return result;
}

/** At most so often in any window of so many days; two uses exactly the window apart are allowed. */
function checkCycle(
  { rule, facts, lines }: Omit<Application, 'limit'>,
  limit: NonNullable<CourseLimit['cycle']>,
): Finding[] {
  const all = inOrder([...covered(rule, facts.history), ...lines]);
  const reviewed = new Set(ids(lines));
  for (const end of new Set(all.map(line => line.serviceDate))) {
    const from = addDays(end, 1 - limit.days);
    const window = all.filter(line => line.serviceDate >= from && line.serviceDate <= end);
    const involved = window.filter(line => reviewed.has(line.id));
    const quantity = total(window);
    if (involved.length === 0 || quantity <= millionths(limit.count)) continue;
    return [
      violation(rule, 'CERTAIN', involved, {
        起止日期: `${window[0]!.serviceDate}至${end}`,
        次数: formatRatio(quantity),
        限定次数: `${limit.days}天内${limit.count}次`,
      }),
    ];
  }
  return [];
}

/** Units charged by one institution on one day against the most that a day can hold. */
function checkFrequency({ rule, limit, facts, lines }: Application<'FREQUENCY'>): Finding[] {
  const history = covered(rule, facts.history);
  const findings: Finding[] = [];
  for (const [place, sameDay] of groupBy(lines, line => `${line.institutionCode} ${line.serviceDate}`)) {
    const before = history.filter(line => `${line.institutionCode} ${line.serviceDate}` === place);
    const quantity = total([...before, ...sameDay]);
    if (quantity <= millionths(limit.perDay)) continue;
    const unit = limit.unit === 'HOUR' ? '小时' : '次';
    findings.push(
      violation(rule, 'CERTAIN', sameDay, {
        服务日期: sameDay[0]!.serviceDate,
        数量: `${formatRatio(quantity)}${unit}`,
        每日上限: `${limit.perDay}${unit}`,
      }),
    );
  }
  return findings;
}

/** Items that another item of the same visit and day already contains. */
function checkIncluded({ rule, limit, facts, lines }: Application<'INCLUDED_ITEM'>): Finding[] {
  const findings: Finding[] = [];
  for (const main of lines) {
    const included = facts.lines.filter(
      line =>
        line.id !== main.id &&
        line.serviceDate === main.serviceDate &&
        limit.includedCodes.some(code => line.itemCode.startsWith(code)),
    );
    if (included.length === 0 || total([main]) <= 0n || total(included) <= 0n) continue;
    findings.push(
      violation(rule, 'TO_VERIFY', [main, ...included], {
        服务日期: main.serviceDate,
        主项: main.itemName,
        已包含项目: included.map(line => line.itemName).join('、'),
      }),
    );
  }
  return findings;
}

/**
 * Operations of one group on one day of which more than one is charged in full.
 * Whether they went through one incision is not in a fee list, so this is always to be verified.
 */
function checkPrimarySecondary(facts: FeeFacts, rules: readonly ReviewRule[]): Violation[] {
  const found = new Map<string, Violation>();
  const applicable = rules.flatMap(rule =>
    rule.limit.kind === 'PRIMARY_SECONDARY' ? [{ rule, limit: rule.limit }] : [],
  );
  for (const [group, entries] of groupBy(applicable, entry => entry.limit.group)) {
    const operations = facts.lines.filter(
      line => line.quantity > 0n && entries.some(({ rule }) => covers(rule, line.itemCode)),
    );
    for (const [day, sameDay] of groupBy(operations, line => line.serviceDate)) {
      const inFull = sameDay.filter(isChargedInFull);
      if (new Set(inFull.map(line => line.itemCode)).size < 2) continue;
      const rule = entries.find(entry => covers(entry.rule, inFull[1]!.itemCode))!.rule;
      const evidence = {
        服务日期: day,
        手术组: group,
        全价手术: inFull.map(line => line.itemName).join('、'),
      };
      // Operations that belong to several groups are one indicator, not one for each group.
      const key = ids(inFull).join();
      if (!found.has(key)) found.set(key, violation(rule, 'TO_VERIFY', inFull, evidence));
    }
  }
  return [...found.values()];
}

function isChargedInFull(line: FeeLine): boolean {
  return line.listPrice === null || line.amount * 1_000_000n >= line.listPrice * line.quantity;
}

function violation(
  rule: ReviewRule,
  certainty: Violation['certainty'],
  lines: readonly FeeLine[],
  evidence: Readonly<Record<string, string>>,
): Violation {
  return {
    ruleId: rule.id,
    certainty,
    lineIds: ids(lines),
    evidence: Object.entries(evidence).map(([name, value]) => ({ name, value })),
  };
}

function covered(rule: ReviewRule, lines: readonly FeeLine[]): FeeLine[] {
  return inOrder(lines.filter(line => covers(rule, line.itemCode)));
}

function inOrder(lines: readonly FeeLine[]): FeeLine[] {
  return [...lines].sort(
    (a, b) => Number(a.serviceDate > b.serviceDate) - Number(a.serviceDate < b.serviceDate),
  );
}

function sameVisit(facts: FeeFacts): (line: FeeLine) => boolean {
  return line => line.visitId === facts.visitId;
}

function ids(lines: readonly FeeLine[]): string[] {
  return lines.map(line => line.id);
}

function total(lines: readonly FeeLine[]): Ratio {
  return lines.reduce((sum, line) => sum + line.quantity, 0n);
}

function millionths(count: number): Ratio {
  return BigInt(count) * 1_000_000n;
}
