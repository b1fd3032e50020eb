import { PLACE_NAMES, TITLE_PLACES } from './place.terms.ts';

/** The place whose rule a law is, by the name with which its title begins; null for a national law. */
export function placeOfTitle(title: string): { readonly name: string; readonly code: string } | null {
  const name = Object.keys(TITLE_PLACES).find(each => title.startsWith(each));
  return name === undefined ? null : { name, code: TITLE_PLACES[name]! };
}

/** The places that a question names, as GB/T 2260 prefixes in ascending order. */
export function placesNamed(text: string): string[] {
  return Object.entries(PLACE_NAMES)
    .filter(([, names]) => names.some(name => text.includes(name)))
    .map(([place]) => place);
}
