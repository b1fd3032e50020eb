import { parseCalendarDate, type CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { articleLabel, articleNumberAt, type ArticleNumber } from './article-number.rule.ts';

/** One version of a law as its markdown file gives it; paragraphs are verbatim. */
export interface LawText {
  /** The short title by which versions of the same law are recognised: 社会保险法. */
  readonly title: string;
  /** The title as the text carries it: 中华人民共和国社会保险法. */
  readonly officialTitle: string;
  /** The date of adoption or of the amendment that made this version. */
  readonly adoptedOn: CalendarDate;
  /** The first day on which this version applies, when the text says so and it is not the date of an earlier version. */
  readonly effectiveFrom: CalendarDate | null;
  /** Who adopted or amended it and when, line by line. */
  readonly history: readonly string[];
  readonly articles: readonly LawArticle[];
  readonly findings: readonly LawFinding[];
}

export interface LawArticle extends ArticleNumber {
  readonly label: string;
  /** 第二章 基金使用 · 第一节 …; null in a law without chapters. */
  readonly chapter: string | null;
  readonly paragraphs: readonly string[];
  /** The line of the file on which the article begins. */
  readonly line: number;
}

/** What a reader must know about the file although it is accepted. */
export interface LawFinding {
  readonly code: 'ENDS_ABRUPTLY' | 'NUMBER_GAP' | 'UNPLACED_TEXT';
  readonly message: string;
  readonly line: number;
}

export type LawRefusal = RefusalFacts<
  'INVALID_FILE_NAME' | 'NOT_TEXT' | 'NO_TITLE' | 'NO_ARTICLES' | 'DUPLICATE_ARTICLE' | 'EMPTY_ARTICLE'
>;

/** An appendix is kept as number 0 of the law and cited by this label. */
export const APPENDIX = '附录';

const FILE_NAME = /^(.+?)[(（](\d{4}-\d{2}-\d{2})[)）]\.md$/;
const HEADING = /^(#{2,6})\s+(.+)$/;
const APPENDIX_LINE = /^附\s*[录件表]\s*[一二三四五六七八九十\d]*\s*[：:]?$/;
const COMMENCEMENT = /(?:起|日)(?:正式)?(?:施行|实施|执行|生效)|施行日期/;
const SENTENCE_END = /[。；：！？…”』」）)]$/;

/**
 * Reads one version of a law from its markdown file: an article is a line that begins with 第N条 and its paragraphs up
 * to the next article or heading. The file name carries the short title and the date of the version.
 * A file that cannot be cited safely (no title, no article, an article number used twice) is refused as a whole; one that
 * ends before its commencement clause is accepted, and the finding says so.
 */
export function readLawText(fileName: string, text: string): Result<LawText, LawRefusal> {
  const name = FILE_NAME.exec(fileName.normalize('NFC'));
  const adoptedOn = name ? parseCalendarDate(name[2]!) : null;
  if (!name || !adoptedOn?.ok) {
    return refuse('INVALID_FILE_NAME', '文件名须为“标题(YYYY-MM-DD).md”', { fileName });
  }
  // Tab, line feed and carriage return are the only control characters of a text; U+FFFD marks bytes that are not UTF-8.
  const foreign = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/.exec(text);
  if (foreign) {
    return refuse('NOT_TEXT', '文件不是 UTF-8 文本', {
      line: text.slice(0, foreign.index).split('\n').length,
    });
  }
  const body = readBody(text);
  if (body.officialTitle === null) return refuse('NO_TITLE', '缺少以“# ”开头的标题行', { line: 1 });
  if (body.articles.length === 0) return refuse('NO_ARTICLES', '未发现以“第N条”开头的条文', { line: 1 });
  const fault = faultOf(body.articles);
  if (fault) return fault;
  return accept({
    title: name[1]!.trim(),
    officialTitle: body.officialTitle,
    adoptedOn: adoptedOn.value,
    effectiveFrom: effectiveDate(body, adoptedOn.value),
    history: body.history,
    articles: body.articles,
    findings: [...body.findings, ...findingsOf(body.articles)],
  });
}

interface Body {
  officialTitle: string | null;
  history: string[];
  articles: (LawArticle & { paragraphs: string[] })[];
  findings: LawFinding[];
}

function readBody(text: string): Body {
  const body: Body = { officialTitle: null, history: [], articles: [], findings: [] };
  const headings: string[] = [];
  let open: Body['articles'][number] | null = null;
  let started = false;
  text.split(/\r?\n/).forEach((raw, index) => {
    const content = raw.replace(/^[\s\u3000\ufeff]+|[\s\u3000]+$/g, '');
    const line = index + 1;
    if (content === '' || content.startsWith('<!--')) return;
    if (content.startsWith('# ')) {
      body.officialTitle ??= tidyHeading(content.slice(2));
      return;
    }
    const heading = HEADING.exec(content);
    if (heading) {
      headings.length = Math.min(headings.length, heading[1]!.length - 2);
      headings.push(tidyHeading(heading[2]!));
      open = null;
      started = true;
      return;
    }
    const chapter = headings.length > 0 ? headings.join(' · ') : null;
    if (APPENDIX_LINE.test(content)) {
      open = { number: 0, insertion: 0, label: APPENDIX, chapter: null, paragraphs: [], line };
      body.articles.push(open);
      return;
    }
    const number = articleNumberAt(content);
    if (number) {
      const { length, ...place } = number;
      const first = content.slice(length).replace(/^[\s\u3000]+/, '');
      open = { ...place, label: articleLabel(place), chapter, paragraphs: first === '' ? [] : [first], line };
      body.articles.push(open);
      started = true;
      return;
    }
    if (open) open.paragraphs.push(content);
    else if (!started) body.history.push(content);
    else body.findings.push({ code: 'UNPLACED_TEXT', message: `第${line}行的文字不属于任何条文`, line });
  });
  return body;
}

/** Some texts space out the two characters of a heading: 总 则. */
function tidyHeading(text: string): string {
  return text
    .trim()
    .replace(/[\s\u3000]+/g, ' ')
    .replace(/(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff]$)/, '');
}

function faultOf(articles: readonly LawArticle[]): ReturnType<typeof refuse<LawRefusal['code']>> | null {
  const seen = new Map<string, number>();
  for (const article of articles) {
    const first = seen.get(article.label);
    if (first !== undefined) {
      return refuse('DUPLICATE_ARTICLE', `${article.label}出现两次（第${first}行、第${article.line}行）`, {
        line: article.line,
        article: article.label,
      });
    }
    if (article.paragraphs.length === 0) {
      return refuse('EMPTY_ARTICLE', `${article.label}没有内容`, {
        line: article.line,
        article: article.label,
      });
    }
    seen.set(article.label, article.line);
  }
  return null;
}

function findingsOf(articles: readonly LawArticle[]): LawFinding[] {
  const findings: LawFinding[] = [];
  let previous = 0;
  for (const { number, insertion, label, line } of articles) {
    if (label === APPENDIX) continue;
    const follows = number === previous + 1 || (number === previous && insertion > 0);
    if (!follows) {
      findings.push({ code: 'NUMBER_GAP', message: `${label}之前缺少条文`, line });
    }
    previous = number;
  }
  const last = articles.at(-1)!;
  const closing = last.paragraphs.at(-1)!;
  const commences = articles.some(article =>
    article.paragraphs.some(paragraph => COMMENCEMENT.test(paragraph)),
  );
  if (!commences || !SENTENCE_END.test(closing)) {
    findings.push({
      code: 'ENDS_ABRUPTLY',
      message: `文本在${last.label}处中断：${commences ? '最后一句不完整' : '没有施行日期条款'}，来源文件不全`,
      line: last.line,
    });
  }
  return findings;
}

/**
 * An amended law repeats the commencement date of its first version, so a date before this version's own is not this
 * version's; then the day of the amendment is all that the text tells, and the answer is null.
 */
function effectiveDate(body: Body, adoptedOn: CalendarDate): CalendarDate | null {
  const clauses = [
    ...body.history.filter(line => /施行|实施/.test(line)),
    ...body.articles.flatMap(article => article.paragraphs.filter(paragraph => COMMENCEMENT.test(paragraph))),
  ];
  const [year, month, day] = adoptedOn.split('-').map(Number);
  const isFirstVersion = body.history[0]?.startsWith(`${year}年${month}月${day}日`) ?? false;
  for (const clause of clauses) {
    for (const match of clause
      .normalize('NFKC')
      .matchAll(/(\d{4})年(\d{1,2})月(\d{1,2})日(?=起|\s*(?:正式)?(?:施行|实施))/g)) {
      const stated = parseCalendarDate(
        `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`,
      );
      if (stated.ok && stated.value >= adoptedOn) return stated.value;
    }
    if (isFirstVersion && /自(?:公布|发布|颁布)之日起(?:施行|实施)/.test(clause)) return adoptedOn;
  }
  return null;
}
