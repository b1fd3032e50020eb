import type { Jieba } from '@node-rs/jieba';
import { DOMAIN_WORDS } from './domain.terms.ts';
import { EVERYDAY_WORDS } from './everyday.terms.ts';
import { PLACE_NAMES } from './place.terms.ts';
import { STOPWORDS } from './stopword.terms.ts';

/** Cuts a text into the words by which it is indexed and searched; a long word also yields the words inside it. */
export type Segmenter = (text: string) => string[];

let loading: Promise<Segmenter> | undefined;

/**
 * The general dictionary with the words of the domain. It is read on first use, not when the process starts: it takes
 * about a quarter of a second and 50 MB, which a process that never searches does not pay.
 */
export function loadSegmenter(): Promise<Segmenter> {
  loading ??= readDictionary();
  return loading;
}

async function readDictionary(): Promise<Segmenter> {
  const [{ Jieba: Dictionary }, { dict }] = await Promise.all([
    import('@node-rs/jieba'),
    import('@node-rs/jieba/dict.js'),
  ]);
  const jieba: Jieba = Dictionary.withDict(dict);
  const words = new Set([
    ...DOMAIN_WORDS,
    ...EVERYDAY_WORDS.flatMap(({ law }) => law),
    ...Object.values(PLACE_NAMES).flat(),
  ]);
  jieba.loadDict(Buffer.from([...words].map(word => `${word} 100000 n\n`).join('')));
  return text => jieba.cutForSearch(plain(text), false).filter(isWord);
}

/** Full-width letters and figures count as their ordinary forms. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function isWord(word: string): boolean {
  return /[\p{L}\p{N}]/u.test(word) && !STOPWORDS.has(word);
}
