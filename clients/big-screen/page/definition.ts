import type { Shown } from './views/shown.ts';

/** The calendar days in Shanghai that questions speak of, and what the viewer has chosen on the page. */
export interface Moment {
  readonly now: number;
  readonly today: string;
  /** The day so many days before today. */
  daysAgo(days: number): string;
  readonly choice: string | null;
}

/** A question that is asked again and again. */
export interface Asking<Asked> {
  /** A document of `operations/`, by its path without the ending. */
  readonly document: string;
  readonly everySeconds: number;
  /** The variables of the moment; null where there is nothing to ask yet. */
  readonly variables?: (moment: Moment) => Readonly<Record<string, unknown>> | null;
  /** The instant of the data, ISO 8601, where they tell it; else that of the answer. */
  readonly at?: (asked: Asked) => string | null;
}

/** A stream that is followed, and resumed behind its last cursor. */
export interface Following<Event, Item> {
  readonly document: string;
  /** A gauge may pass readings over; facts may not, and a panel tells how many it missed. */
  readonly kind: 'facts' | 'gauge';
  /** How many items are kept. */
  readonly keep: number;
  /** What is kept of an event. */
  readonly take: (event: Event) => Item;
  readonly at?: (event: Event) => string | null;
  /** Seconds without an event after which the panel is late; a quiet stream of facts is not. */
  readonly expectedSeconds?: number;
}

/** One panel: what it asks and follows, and what it shows of that. */
export interface PanelOf<Asked, Event, Item> {
  readonly title: string;
  /** Its place in the page's grid of twelve columns and eight rows: `row / column / row end / column end`. */
  readonly area: string;
  readonly ask?: Asking<Asked>;
  readonly follow?: Following<Event, Item>;
  /** Called with what is held, once the question has been answered (or without one, from the start). */
  readonly show: (asked: Asked, followed: readonly Item[], moment: Moment) => Shown;
}

export type Panel = PanelOf<unknown, unknown, unknown>;

export interface PageDefinition {
  readonly id: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Declares a panel; what its parts have in common is checked here. */
export function panel<Asked = null, Event = never, Item = never>(
  definition: PanelOf<Asked, Event, Item>,
): Panel {
  return definition as unknown as Panel;
}

const DAY_MS = 86_400_000;
const SHANGHAI_DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });

/** The moment of an instant. */
export function momentAt(now: number, choice: string | null): Moment {
  return {
    now,
    choice,
    today: SHANGHAI_DAY.format(now),
    daysAgo: days => SHANGHAI_DAY.format(now - days * DAY_MS),
  };
}
