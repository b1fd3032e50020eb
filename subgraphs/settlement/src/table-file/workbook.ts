import { unzipped, zipDirectory, type ZipEntry } from '#kernel/upload/zip';
import { formatOf, type CellFormat } from './date-cell.rule.ts';
import { readSheet, type SharedParts } from './sheet.ts';
import { isTrue, MAIN, parsed, RELATED } from './spreadsheet-xml.ts';
import { TableUnreadable, type TableRow } from './table.ts';

/** Five thousand rows take under two megabytes. */
const LARGEST_PART = 32_000_000;

/**
 * The rows of one sheet of a workbook that hold anything: the sheet of a name, or the only one. Throws TableUnreadable for
 * what is no workbook, and for a sheet whose cells are merged or hidden: what a reader sees there is not what is stored.
 */
export function readWorkbook(bytes: Buffer, sheet: string | null, mostRows: number): TableRow[] {
  const parts = new Map(zipDirectory(bytes)?.map(entry => [entry.name, entry]));
  const partOf = (name: string): string | null => textOf(bytes, parts.get(name));
  const { sheets, epoch } = sheetsIn(required(partOf('xl/workbook.xml')));
  const [chosen, ...others] = sheets.filter(({ name }) => sheet === null || name === sheet);
  if (!chosen) throw new TableUnreadable(`工作簿中没有名为“${sheet}”的工作表`);
  if (others.length > 0) throw new TableUnreadable('工作簿有多个工作表：请指明工作表名');
  const targets = targetsIn(required(partOf('xl/_rels/workbook.xml.rels')));
  const path = targets.get(chosen.relation) ?? '';
  const xml = required(partOf(path.startsWith('/') ? path.slice(1) : `xl/${path}`));
  const texts = textsIn(partOf('xl/sharedStrings.xml'));
  return readSheet(xml, { texts, formats: formatsIn(partOf('xl/styles.xml')), epoch }, mostRows + 1);
}

function textOf(bytes: Buffer, entry: ZipEntry | undefined): string | null {
  if (!entry) return null;
  const part = unzipped(bytes, entry, LARGEST_PART);
  if (!part) throw new TableUnreadable('工作簿已损坏，或过大');
  return part.toString('utf8');
}

function required(part: string | null): string {
  if (part === null) throw new TableUnreadable('工作簿已损坏');
  return part;
}

function sheetsIn(
  xml: string,
): Pick<SharedParts, 'epoch'> & { sheets: { name: string; relation: string }[] } {
  const sheets: { name: string; relation: string }[] = [];
  let epoch: SharedParts['epoch'] = 1900;
  parsed(xml, parser =>
    parser.on('openTag', (name, attributes, decode) => {
      const given = attributes();
      if (name === `${MAIN}:workbookPr` && isTrue(given['date1904'])) epoch = 1904;
      if (name !== `${MAIN}:sheet`) return;
      sheets.push({ name: decode(given['name'] ?? ''), relation: given[`${RELATED}:id`] ?? '' });
    }),
  );
  return { sheets, epoch };
}

function targetsIn(xml: string): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  parsed(xml, parser =>
    parser.on('openTag', (_name, attributes, decode) => {
      const { Id: id, Target: target } = attributes();
      if (id && target) targets.set(id, decode(target));
    }),
  );
  return targets;
}

/** The texts that cells refer to; readings of Chinese characters that stand beside them are left out. */
function textsIn(xml: string | null): string[] {
  const texts: string[] = [];
  if (xml === null) return texts;
  let [inText, inReading] = [false, false];
  const add = (text: string): void => {
    if (inText && !inReading) texts[texts.length - 1] += text;
  };
  parsed(xml, parser =>
    parser
      .on('openTag', name => {
        if (name === `${MAIN}:si`) texts.push('');
        if (name === `${MAIN}:rPh`) inReading = true;
        inText = name === `${MAIN}:t`;
      })
      .on('closeTag', name => {
        if (name === `${MAIN}:rPh`) inReading = false;
        inText = false;
      })
      .on('text', (text, decode) => add(decode(text)))
      .on('cdata', add),
  );
  return texts;
}

function formatsIn(xml: string | null): CellFormat[] {
  const formats: CellFormat[] = [];
  if (xml === null) return formats;
  const codes = new Map<number, string>();
  let inCells = false;
  parsed(xml, parser =>
    parser
      .on('openTag', (name, attributes, decode) => {
        const given = attributes();
        const id = Number(given['numFmtId'] ?? 0);
        if (name === `${MAIN}:cellXfs`) inCells = true;
        if (name === `${MAIN}:numFmt`) codes.set(id, decode(given['formatCode'] ?? ''));
        if (name === `${MAIN}:xf` && inCells) formats.push(formatOf(id, codes.get(id)));
      })
      .on('closeTag', name => {
        if (name === `${MAIN}:cellXfs`) inCells = false;
      }),
  );
  return formats;
}
