import { FileRefused, type ImportFile, type Importer, type ImportScope } from '#kernel/load/importer';
import { readLawText } from './law-text.rule.ts';
import { storeLaw } from './law-store.ts';

/** A law is text for people; a larger file is something else. */
const LARGEST_FILE = 4 * 1024 * 1024;

/**
 * Imports laws in markdown, one version per file; a row is an article. A file that is broken anywhere is refused as a whole;
 * one that ends before its commencement clause is kept, and the verdict of its last article says so.
 */
export const policyImporter: Importer = {
  kind: 'policy',
  accepts: fileName => /\.md$/i.test(fileName) && !/^readme\.md$/i.test(fileName),
  async load(files, scope) {
    for (const file of files) await loadFile(file, scope);
  },
};

async function loadFile(file: ImportFile, { tx, outbox, clock, report }: ImportScope): Promise<void> {
  const law = readLawText(file.name, await textOf(file));
  if (!law.ok) {
    const line = Number(law.refusal.facts?.['line'] ?? 1);
    report({ line, verdict: 'REFUSED', reason: law.refusal.message });
    throw new FileRefused(law.refusal.message);
  }
  const stored = await storeLaw(law.value, { tx, outbox, clock });
  const noticed = new Map(law.value.findings.map(({ line, message }) => [line, message]));
  for (const { article, change } of stored.articles) {
    const verdict = change === 'SAME' ? 'UNCHANGED' : 'ACCEPTED';
    report({ line: article.line, verdict, reason: noticed.get(article.line) });
  }
}

async function textOf(file: ImportFile): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  try {
    for await (const chunk of file.open()) {
      size += chunk.byteLength;
      if (size > LARGEST_FILE) throw new FileRefused('文件超过 4 MB');
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    const { code } = error as { code?: string };
    throw code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? new FileRefused('文件不是 UTF-8 文本') : error;
  }
}
