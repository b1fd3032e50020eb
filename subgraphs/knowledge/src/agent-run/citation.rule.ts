import type { CalendarDate } from '#kernel/vocabulary/calendar';

/** An article as a run cites it: a copy, so that a later import does not change what was answered. */
export interface StoredCitation {
  readonly articleId: string;
  readonly documentTitle: string;
  readonly adoptedOn: CalendarDate;
  readonly label: string;
  readonly score: number;
  /** Sentences quoted verbatim; empty while the article is only found. */
  readonly sentences: readonly string[];
  /** The imported text of the law breaks off before its end. */
  readonly incomplete: boolean;
}

/** What stands above every answer. */
export const EXTRACTIVE_NOTICE = '本回答为法规原文摘录，未使用语言模型生成；以正式公布的文本为准。';

/** How an article is cited: 《社会保险法》（2018-12-29）第十六条. */
export function citationText({ documentTitle, adoptedOn, label }: StoredCitation): string {
  return `《${documentTitle}》（${adoptedOn}）${label}`;
}

/** The answer as a text: the notice, then each quotation under its source. */
export function answerText(citations: readonly StoredCitation[]): string {
  const parts = citations.map(citation => {
    const warning = citation.incomplete ? '（注意：该文件文本不全）' : '';
    return `${citationText(citation)}${warning}：“${citation.sentences.join('')}”`;
  });
  return [EXTRACTIVE_NOTICE, ...parts].join('\n');
}
