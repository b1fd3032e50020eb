import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

/** A question is a sentence or two, not a document. */
export const LONGEST_QUESTION = 500;

/** Control, private-use and unassigned characters and lone surrogates; what a keyboard does not type. */
const UNPRINTABLE = /[\p{Cc}\p{Co}\p{Cn}\p{Cs}]/u;

/** Reads the text of a question: not empty, at most 500 characters, printable. */
export function readQuestionText(text: string): Result<string, RefusalFacts<'INVALID_QUESTION'>> {
  const trimmed = text.trim();
  if (trimmed === '') return refuse('INVALID_QUESTION', '不能为空');
  if ([...trimmed].length > LONGEST_QUESTION)
    return refuse('INVALID_QUESTION', `不得超过 ${LONGEST_QUESTION} 个字符`);
  if (UNPRINTABLE.test(trimmed)) return refuse('INVALID_QUESTION', '只能包含可显示的字符');
  return accept(trimmed);
}
