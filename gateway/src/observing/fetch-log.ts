import type { FetchWatch } from '../links/link.ts';

export interface LoggedFetch {
  readonly service: string;
  readonly milliseconds: number;
  readonly failed: boolean;
}

/** The fetches of one operation, in the order in which they ended. */
export class FetchLog implements FetchWatch {
  readonly fetches: LoggedFetch[] = [];

  fetched(service: string, milliseconds: number, failed: boolean): void {
    this.fetches.push({ service, milliseconds: Math.round(milliseconds * 100) / 100, failed });
  }
}
