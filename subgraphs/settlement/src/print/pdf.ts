import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { inYuan } from '#kernel/vocabulary/money';
import type { ReportUnit } from '../report/report.type.ts';
import { baseOf, drawAll, heightOf, paragraph, sideBySide, space, type Block, type Frame } from './block.ts';
import { capitalAmount } from './capital-amount.rule.ts';
import { LINE, PADDING, planPages, type PagePlan, type PlannedRow } from './page-plan.rule.ts';
import type { PrintedForm } from './printed-form.ts';
import { MISSING, Typeface } from './typeface.ts';

/** A4, in points. */
const PAPER = { short: 595.28, long: 841.89 };
const MARGIN = { side: 42, top: 42, foot: 50 };
const SIZE = { title: 17, text: 9, note: 7.5 };

/**
 * A form as a PDF of A4 pages, upright or across by the width of its columns: title, heading and unit, the ruled table
 * with its header on every page, the amount in capital numerals, room for signatures, page n of N. The same form gives
 * the same bytes. Between pages others get their turn.
 */
export async function printPdf(form: PrintedForm): Promise<Buffer> {
  const document = new PDFDocument({
    // Without its default font: every text is set in the embedded typeface.
    autoFirstPage: false,
    font: '',
    lang: 'zh-CN',
    displayTitle: true,
    info: { Title: form.title, Subject: form.number, CreationDate: form.madeAt },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve, reject) => document.on('end', resolve).on('error', reject));
  const face = await Typeface.of(document);
  const plan = planOf(form, face);
  for (const page of plan.pages.keys()) {
    drawPage(document, face, form, plan, page);
    await setImmediate();
  }
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

/** A form as a field of the graph carries it: the PDF in base64. */
export async function pdfField(form: PrintedForm): Promise<string> {
  return (await printPdf(form)).toString('base64');
}

function planOf(form: PrintedForm, face: Typeface): PagePlan {
  const columns = form.columns.map(({ label, unit }) => ({ label, numeric: unit !== 'TEXT' }));
  const totals = form.totals?.map((cell, at) => (at === 0 && cell === '' ? '合计' : cell));
  const rows = [...form.rows, ...(totals ? [totals] : [])].map(cells =>
    cells.map((cell, at) => printed(cell, form.columns[at]!.unit)),
  );
  const room = (landscape: boolean) => {
    const { frame, height } = paperOf(face, landscape);
    const within = height - MARGIN.top - MARGIN.foot;
    return {
      width: frame.right - frame.left,
      first: within - heightOf(head(frame, form)),
      next: within - heightOf(headContinued(frame, form)),
      tail: heightOf(tail(frame, form)),
    };
  };
  return planPages(columns, rows, text => face.width(text), { upright: room(false), across: room(true) });
}

function drawPage(document: Document, face: Typeface, form: PrintedForm, plan: PagePlan, page: number): void {
  const { landscape, pages } = plan;
  const { frame, height } = paperOf(face, landscape);
  document.addPage({ size: 'A4', margin: 0, layout: landscape ? 'landscape' : 'portrait' });
  const top = drawAll(page === 0 ? head(frame, form) : headContinued(frame, form), MARGIN.top);
  const bottom = drawTable(document, frame, form, plan, pages[page]!, top);
  if (page === pages.length - 1) drawAll(tail(frame, form), bottom);
  const foot = { ...frame, size: SIZE.note };
  face.write(`编号：${form.number}`, height - MARGIN.foot / 2, foot);
  face.write(`第${page + 1}页　共${pages.length}页`, height - MARGIN.foot / 2, { ...foot, align: 'right' });
}

type Document = InstanceType<typeof PDFDocument>;

function paperOf(face: Typeface, landscape: boolean): { readonly frame: Frame; readonly height: number } {
  const [width, height] = landscape ? [PAPER.long, PAPER.short] : [PAPER.short, PAPER.long];
  return { frame: { face, left: MARGIN.side, right: width - MARGIN.side }, height };
}

function head(frame: Frame, form: PrintedForm): Block[] {
  const money = form.columns.some(({ unit }) => unit === 'FEN');
  const heading = [...form.heading, ...(money ? [{ label: '金额单位', value: '元' }] : [])];
  return [
    paragraph(frame, form.title, { size: SIZE.title, align: 'centre', bold: true }),
    paragraph(frame, `编号：${form.number}`, { size: SIZE.note, align: 'right' }),
    space(4),
    sideBySide(frame, heading, SIZE.text),
    space(4),
  ];
}

function headContinued(frame: Frame, { title }: PrintedForm): Block[] {
  return [paragraph(frame, `${title}（续）`, { size: SIZE.text }), space(4)];
}

/** What follows the table on its last page. */
function tail(frame: Frame, { capital, signatories, notes }: PrintedForm): Block[] {
  const note = { size: SIZE.note };
  return [
    space(6),
    ...(capital ? [paragraph(frame, inCapitals(capital), { size: SIZE.text + 1, bold: true })] : []),
    space(14),
    sideBySide(frame, signatories, SIZE.text),
    space(12),
    ...notes.map(text => paragraph(frame, text, note)),
    missingNote(frame),
  ];
}

function inCapitals({ label, amount }: NonNullable<PrintedForm['capital']>): string {
  return `${label}（大写）：人民币${capitalAmount(amount)}　　（小写）：￥${grouped(inYuan(amount))}`;
}

/** Says how many characters the paper lacks; it is drawn last, when they have been counted. */
function missingNote({ face, left, right }: Frame): Block {
  const size = SIZE.note;
  return {
    height: size * LINE,
    draw(top) {
      if (face.missing === 0) return;
      const text = `注：本表有${face.missing}处字符不在打印字库中，以“${MISSING}”代替，以系统所载为准。`;
      face.write(text, baseOf(top, 0, size), { left, right, size });
    },
  };
}

/** Header and rows with their rules; where they end. */
function drawTable(
  document: Document,
  { face, left, right }: Frame,
  { columns }: PrintedForm,
  { header, widths, size }: PagePlan,
  rows: readonly PlannedRow[],
  top: number,
): number {
  if (rows.length === 0) return top;
  document.lineWidth(0.5).moveTo(left, top).lineTo(right, top);
  let y = top;
  for (const row of [header, ...rows]) {
    let x = left;
    for (const [at, lines] of row.cells.entries()) {
      const room = { left: x + PADDING, right: x + widths[at]! - PADDING, size };
      const align = row === header ? 'centre' : columns[at]!.unit === 'TEXT' ? 'left' : 'right';
      const first = y + (row.height - lines.length * size * LINE) / 2;
      lines.forEach((line, n) =>
        face.write(line, baseOf(first, n, size), { ...room, align, bold: row === header }),
      );
      x += widths[at]!;
    }
    y += row.height;
    document.moveTo(left, y).lineTo(right, y);
  }
  let x = left;
  for (const width of [0, ...widths]) {
    x += width;
    document.moveTo(x, top).lineTo(x, y);
  }
  document.stroke();
  return y;
}

function printed(cell: string, unit: ReportUnit): string {
  if (cell === '' || unit === 'TEXT') return cell.replaceAll(/\p{Cc}+/gu, ' ');
  return grouped(unit === 'FEN' ? inYuan(BigInt(cell)) : cell);
}

/** Thousands apart by commas. */
function grouped(decimal: string): string {
  return decimal.replaceAll(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}
