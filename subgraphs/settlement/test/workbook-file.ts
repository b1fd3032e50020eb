import { strToU8, zipSync } from 'fflate';

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** What of a workbook a test writes itself; everything else is as a program would write it. */
export interface WorkbookParts {
  /** The inside of each sheet's `worksheet` element, by its name. */
  readonly sheets: Readonly<Record<string, string>>;
  /** The inside of `sst`. */
  readonly texts?: string;
  /** The inside of `styleSheet`. */
  readonly styles?: string;
  /** Attributes of `workbookPr`. */
  readonly properties?: string;
  readonly more?: Readonly<Record<string, string>>;
}

/** A workbook as bytes. */
export function workbookFile({
  sheets,
  texts = '',
  styles = '',
  properties = '',
  more = {},
}: WorkbookParts): Buffer {
  const names = Object.keys(sheets);
  const files: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${RELATIONS}"><workbookPr ${properties}/><sheets>${names
      .map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names
      .map((_, at) => `<Relationship Id="rId${at + 1}" Target="worksheets/sheet${at + 1}.xml"/>`)
      .join('')}</Relationships>`,
    'xl/sharedStrings.xml': `<sst ${MAIN}>${texts}</sst>`,
    'xl/styles.xml': `<styleSheet ${MAIN}>${styles}</styleSheet>`,
    ...more,
  };
  names.forEach((name, at) => {
    files[`xl/worksheets/sheet${at + 1}.xml`] ??=
      `<?xml version="1.0"?><worksheet ${MAIN}>${sheets[name]}</worksheet>`;
  });
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
  );
}

/** The inside of a sheet whose cells all are texts. */
export function textRows(rows: readonly (readonly string[])[]): string {
  return `<sheetData>${rows.map((cells, at) => row(at + 1, cells.map(text))).join('')}</sheetData>`;
}

/** A row of cells, each written without its place. */
export function row(line: number, cells: readonly string[], attributes = ''): string {
  const placed = cells.map((cell, at) => cell.replace('<c', `<c r="${String.fromCharCode(65 + at)}${line}"`));
  return `<row r="${line}" ${attributes}>${placed.join('')}</row>`;
}

export const text = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
export const number = (value: string, style = 0): string => `<c s="${style}"><v>${value}</v></c>`;
