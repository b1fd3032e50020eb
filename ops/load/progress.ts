import type { FileReport, LoadEvent } from './report.ts';

/** Where progress is written: a terminal that can redraw its line, or anything else. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR = 24;
const SHOWN_REASONS = 8;
const SHOWN_ROWS = 5;

/** Shows a load to a person: a bar that moves on a terminal, plain lines elsewhere. */
export class Progress {
  private size = 0;
  private title = '';
  private percent = -1;

  constructor(private readonly screen: Screen) {}

  tell(event: LoadEvent): void {
    switch (event.type) {
      case 'begin':
        [this.size, this.percent] = [event.size, -1];
        this.title = `${event.subgraph} ← ${event.file}`;
        if (!this.screen.isTTY) this.screen.write(`${this.title}\n`);
        return;
      case 'progress':
        return this.draw(event.read, event.rows);
      case 'file':
        if (this.screen.isTTY) this.screen.write('\r\x1b[K');
        this.screen.write(`${describeFile(event.report).join('\n')}\n`);
    }
  }

  private draw(read: number, rows: number): void {
    if (!this.screen.isTTY) return;
    const percent = this.size === 0 ? 100 : Math.min(100, Math.floor((100 * read) / this.size));
    if (percent === this.percent) return;
    this.percent = percent;
    const full = Math.round((BAR * percent) / 100);
    const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
    const line = `${bar} ${String(percent).padStart(3)}% ${rows} rows  ${this.title}`;
    this.screen.write(`\r\x1b[K${line.slice(0, (this.screen.columns ?? 80) - 1)}`);
  }
}

/** A file's report as lines for people. */
export function describeFile(report: FileReport): string[] {
  const where = report.subgraph ? `${report.subgraph} ← ${report.file}` : report.file;
  if (report.outcome === 'SKIPPED') return [`  skipped  ${where}: ${report.reason}`];
  if (report.outcome === 'REFUSED')
    return [`  REFUSED  ${where}: ${report.reason}`, '           nothing of it was kept'];
  const { ACCEPTED, REFUSED, DUPLICATE, UNCHANGED } = report.rows;
  return [
    `  loaded   ${where}: ${ACCEPTED} accepted, ${REFUSED} refused, ${DUPLICATE} duplicates, ${UNCHANGED} unchanged`,
    ...topReasons(report.reasons).map(([reason, rows]) => `           ${rows} × ${reason}`),
    ...report.refused.slice(0, SHOWN_ROWS).map(({ line, reason }) => `           line ${line}: ${reason}`),
    ...(report.rows.REFUSED > SHOWN_ROWS
      ? [`           … ${report.rows.REFUSED - SHOWN_ROWS} more; --json lists them`]
      : []),
    ...topReasons(report.notes).map(([reason, rows]) => `           noticed: ${rows} × ${reason}`),
  ];
}

function topReasons(reasons: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(reasons)
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN_REASONS);
}
