/** Which page a wall shows, and whether it turns by itself. */
export interface Rotation {
  readonly page: number;
  readonly turning: boolean;
  /** When the page was turned to, in milliseconds. */
  readonly since: number;
}

/** What may happen to a rotation: time passes, a key is pressed, a page is asked for. */
export type Turn =
  | { readonly kind: 'time' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'page'; readonly page: number };

export interface Pace {
  readonly pages: number;
  /** How long a page stays, in milliseconds. */
  readonly stay: number;
}

/**
 * The rotation after something happened: arrows turn the pages, Home and End go to the ends, the space bar stops and
 * starts the turning; a page that was turned to by hand has its full stay before it.
 */
export function turn(rotation: Rotation, happened: Turn, now: number, { pages, stay }: Pace): Rotation {
  const to = (page: number): Rotation => ({ ...rotation, page: (page + pages) % pages, since: now });
  switch (happened.kind) {
    case 'page':
      return to(happened.page);
    case 'time':
      return rotation.turning && now - rotation.since >= stay ? to(rotation.page + 1) : rotation;
    case 'key':
      switch (happened.key) {
        case 'ArrowRight':
        case 'ArrowDown':
          return to(rotation.page + 1);
        case 'ArrowLeft':
        case 'ArrowUp':
          return to(rotation.page - 1);
        case 'Home':
          return to(0);
        case 'End':
          return to(pages - 1);
        case ' ':
          return { ...rotation, turning: !rotation.turning, since: now };
        default:
          return rotation;
      }
  }
}
