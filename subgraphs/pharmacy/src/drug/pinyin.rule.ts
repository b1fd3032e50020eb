/** The first character, in pinyin order, of the syllables that begin with each letter; no syllable begins with I, U or V. */
const FIRST_OF_LETTER: readonly (readonly [letter: string, character: string])[] = [
  ['A', '阿'],
  ['B', '八'],
  ['C', '嚓'],
  ['D', '哒'],
  ['E', '妸'],
  ['F', '发'],
  ['G', '旮'],
  ['H', '哈'],
  ['J', '讥'],
  ['K', '咔'],
  ['L', '垃'],
  ['M', '妈'],
  ['N', '拏'],
  ['O', '噢'],
  ['P', '妑'],
  ['Q', '七'],
  ['R', '呥'],
  ['S', '仨'],
  ['T', '他'],
  ['W', '屲'],
  ['X', '夕'],
  ['Y', '丫'],
  ['Z', '帀'],
];

/** Readings that names of medicines use where the pinyin order takes another one. */
const READINGS_OF_MEDICINES: Readonly<Record<string, string>> = {
  重: 'C',
  长: 'C',
  咳: 'K',
  泊: 'B',
  术: 'Z',
};

const inPinyinOrder = new Intl.Collator('zh-Hans-CN-u-co-pinyin');

/**
 * The initials by which a name is searched: 阿莫西林胶囊 is AMXLJN; letters and digits stand for themselves.
 * Each character by its first reading in the CLDR pinyin order, save the few that names of medicines read otherwise;
 * another character with several readings may be found under another letter than the one it is spoken with. Source: Unicode CLDR collation zh-u-co-pinyin.
 */
export function pinyinInitials(name: string): string {
  let initials = '';
  for (const character of name.normalize('NFKC').toUpperCase()) {
    if (/[A-Z0-9]/.test(character)) initials += character;
    else if (/\p{Script=Han}/u.test(character))
      initials += READINGS_OF_MEDICINES[character] ?? initialOf(character);
  }
  return initials;
}

function initialOf(character: string): string {
  let initial = '';
  for (const [letter, first] of FIRST_OF_LETTER) {
    if (inPinyinOrder.compare(character, first) < 0) break;
    initial = letter;
  }
  return initial || 'A';
}
