import { inflateSync } from 'node:zlib';

/** A text on a page, with the point where it begins. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** What a PDF of `printPdf` says, page by page, in the order in which it was written. */
export function placedTexts(pdf: Buffer): PlacedText[][] {
  const streams = streamsOf(pdf);
  const characters = new Map<string, string>();
  for (const [, start, listed] of streams.join('\n').matchAll(/<(\w{4})> <\w{4}> \[(.*)\]/g))
    for (const [at, [, encoded]] of [...listed!.matchAll(/<([^>]*)>/g)].entries())
      characters.set(
        hex(parseInt(start!, 16) + at),
        Buffer.from(encoded!, 'hex').swap16().toString('utf16le'),
      );
  const pages = streams.filter(stream => stream.includes(' Tj ET'));
  return pages.map(page =>
    [...page.matchAll(/(\S+) Tf .* 1 0 0 -1 (\S+) (\S+) Tm <(\w+)> Tj/g)].map(([, size, x, y, codes]) => ({
      size: Number(size),
      x: Number(x),
      y: Number(y),
      text: codes!
        .match(/\w{4}/g)!
        .map(code => characters.get(code))
        .join(''),
    })),
  );
}

/** The texts of each page, one a line. */
export function pagesOf(pdf: Buffer): string[] {
  return placedTexts(pdf).map(page => page.map(({ text }) => text).join('\n'));
}

function streamsOf(pdf: Buffer): string[] {
  const streams: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at)) {
    const end = pdf.indexOf('\nendstream', at);
    streams.push(inflateSync(pdf.subarray(at + 7, end)).toString('latin1'));
    at = end + 10;
  }
  return streams;
}

function hex(code: number): string {
  return code.toString(16).padStart(4, '0');
}
