import type { ImportKind, RowVerdict, Verdict } from '#kernel/load/importer';

/** So many refused rows are listed with their lines; the rest are counted by reason. */
const LISTED_ROWS = 200;
const LISTED_REASONS = 50;
const OTHER_REASONS = '(other reasons)';

export interface LoadReport {
  readonly kind: ImportKind;
  readonly files: readonly FileReport[];
}

/** What became of one file, or of files that belong together, in one subgraph. */
export interface FileReport {
  readonly file: string;
  /** Null where no subgraph understands the file. */
  readonly subgraph: string | null;
  /** LOADED: the transaction is kept. REFUSED: nothing of it is. SKIPPED: nobody's business. */
  readonly outcome: 'LOADED' | 'REFUSED' | 'SKIPPED';
  /** Why it was refused or skipped as a whole. */
  readonly reason?: string;
  readonly rows: Readonly<Record<Verdict, number>>;
  /** The first refused rows. */
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
  /** Reasons of refused rows, numbers and codes in them left out, and how many rows each refused. */
  readonly reasons: Readonly<Record<string, number>>;
  /** What was noticed on rows that were not refused. */
  readonly notes: Readonly<Record<string, number>>;
}

/** What happens during a load, in order; sent line by line by a running system. */
export type LoadEvent =
  | { readonly type: 'begin'; readonly file: string; readonly subgraph: string; readonly size: number }
  | { readonly type: 'progress'; readonly read: number; readonly rows: number }
  | { readonly type: 'file'; readonly report: FileReport };

/** Whether a command should say that it failed. */
export function isFailure(report: LoadReport): boolean {
  return report.files.some(file => file.outcome === 'REFUSED') || report.files.every(isSkipped);
}

function isSkipped(file: FileReport): boolean {
  return file.outcome === 'SKIPPED';
}

/**
 * What became of the files in all processes together: a file counts as not understood
 * only where no process understood it.
 */
export function mergeReports(reports: readonly LoadReport[]): LoadReport {
  const files = reports.flatMap(report => report.files);
  const told = new Set(files.filter(file => file.subgraph !== null).flatMap(file => file.file.split(', ')));
  const merged = files.filter(file => {
    if (file.subgraph !== null) return true;
    const isNews = !told.has(file.file);
    told.add(file.file);
    return isNews;
  });
  return { kind: reports[0]!.kind, files: merged };
}

/** Counts the verdicts on the rows of a file in bounded memory. */
export class Tally {
  private readonly rows: Record<Verdict, number> = { ACCEPTED: 0, REFUSED: 0, DUPLICATE: 0, UNCHANGED: 0 };
  private readonly refused: { line: number; reason: string }[] = [];
  private readonly reasons = new Map<string, number>();
  private readonly notes = new Map<string, number>();

  get total(): number {
    return Object.values(this.rows).reduce((total, count) => total + count, 0);
  }

  add({ line, verdict, reason }: RowVerdict): void {
    this.rows[verdict] += 1;
    if (verdict === 'REFUSED') {
      const why = reason ?? 'no reason given';
      if (this.refused.length < LISTED_ROWS) this.refused.push({ line, reason: why });
      count(this.reasons, why);
    } else if (reason) {
      count(this.notes, reason);
    }
  }

  /** The report of a file that was loaded; for one that was not, nothing counts. */
  close(of: Pick<FileReport, 'file' | 'subgraph' | 'outcome' | 'reason'>): FileReport {
    return {
      ...of,
      rows: this.rows,
      refused: this.refused,
      reasons: Object.fromEntries(this.reasons),
      notes: Object.fromEntries(this.notes),
    };
  }
}

/** Numbers and codes tell rows apart, not reasons. */
const PARTICULARS = /[A-Za-z]*\d[\w.:*%/+;-]*/g;

function count(counts: Map<string, number>, text: string): void {
  const reason = text.replace(PARTICULARS, '…');
  const key = counts.has(reason) || counts.size < LISTED_REASONS ? reason : OTHER_REASONS;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
