import { Parser } from 'saxen';
import { TableUnreadable } from './table.ts';

/** Prefixes under which the names of a workbook are told, whatever it calls them itself. */
export const MAIN = 's';
export const RELATED = 'r';
const PREFIXES = {
  'http://schemas.openxmlformats.org/spreadsheetml/2006/main': MAIN,
  'http://purl.oclc.org/ooxml/spreadsheetml/main': MAIN,
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships': RELATED,
  'http://purl.oclc.org/ooxml/officeDocument/relationships': RELATED,
};
/** Parses a part; a declaration of a document type, which could define entities, is refused as no part has any. */
export function parsed(xml: string, listen: (parser: Parser) => void): void {
  const parser = new Parser().ns(PREFIXES);
  parser.on('attention', () => {
    throw new TableUnreadable('工作簿含文档类型声明');
  });
  listen(parser);
  try {
    parser.parse(xml);
  } catch (error) {
    throw error instanceof TableUnreadable ? error : new TableUnreadable('工作簿已损坏');
  }
}

/** Whether a flag of a workbook is set. */
export function isTrue(flag: string | undefined): boolean {
  return flag === '1' || flag === 'true';
}
