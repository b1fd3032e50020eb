import ts from 'typescript';

/** What the source of a test file has to say about a required function. */
export type Evidence =
  | 'SHOWN'
  /** No test or table carries the id. */
  | 'ABSENT'
  /** Only tests that are skipped or still to be written carry it. */
  | 'NOT_RUN'
  /** The tests that carry it assert nothing. */
  | 'NO_ASSERTION';

/** One `test(…)`, `describe(…)` or `test.each(table)(…)` of a file. */
interface TestBlock {
  /** Its name, with the literals of its table. */
  readonly label: string;
  readonly runs: boolean;
  readonly asserts: boolean;
}

const BLOCKS = new Set(['test', 'it', 'describe', 'xtest', 'xit', 'xdescribe', 'fit', 'fdescribe']);
const NEVER_RUN = new Set(['skip', 'todo', 'xtest', 'xit', 'xdescribe']);

/** Tests of a file, read once and asked for many ids. */
export class TestFile {
  private readonly blocks: TestBlock[] = [];
  private readonly tables = new Map<string, ts.Expression>();
  private readonly source: ts.SourceFile;

  constructor(path: string, text: string) {
    this.source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    this.collectTables(this.source);
    this.collectBlocks(this.source, true);
  }

  evidenceFor(id: string): Evidence {
    const word = new RegExp(`(?<![A-Za-z0-9-])${id}(?![A-Za-z0-9])`);
    const carriers = this.blocks.filter(block => word.test(block.label));
    if (carriers.length === 0) return 'ABSENT';
    const running = carriers.filter(block => block.runs);
    if (running.length === 0) return 'NOT_RUN';
    return running.some(block => block.asserts) ? 'SHOWN' : 'NO_ASSERTION';
  }

  /** Constants of the file, so that `test.each(CASES)` can be followed to its rows. */
  private collectTables(node: ts.Node): void {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      this.tables.set(node.name.text, node.initializer);
    }
    ts.forEachChild(node, child => this.collectTables(child));
  }

  private collectBlocks(node: ts.Node, runs: boolean): void {
    let inside = runs;
    if (ts.isCallExpression(node)) {
      const call = readCall(node);
      if (call) {
        const [name, ...body] = node.arguments;
        inside = runs && !call.words.some(word => NEVER_RUN.has(word));
        const label = [literalsIn(name), ...call.tables.map(table => literalsIn(this.follow(table)))].join(
          ' ',
        );
        this.blocks.push({ label, runs: inside, asserts: body.some(asserts) });
      }
    }
    ts.forEachChild(node, child => this.collectBlocks(child, inside));
  }

  private follow(table: ts.Node): ts.Node {
    return (ts.isIdentifier(table) && this.tables.get(table.text)) || table;
  }
}

/** `test.concurrent.each(table)(name, body)` as its words and tables; null for any other call. */
function readCall(call: ts.CallExpression): { words: string[]; tables: ts.Node[] } | null {
  const words: string[] = [];
  const tables: ts.Node[] = [];
  let callee: ts.Expression = call.expression;
  for (;;) {
    if (ts.isCallExpression(callee)) {
      tables.push(...callee.arguments);
      callee = callee.expression;
    } else if (ts.isTaggedTemplateExpression(callee)) {
      tables.push(callee.template);
      callee = callee.tag;
    } else if (ts.isPropertyAccessExpression(callee)) {
      words.push(callee.name.text);
      callee = callee.expression;
    } else break;
  }
  if (!ts.isIdentifier(callee) || !BLOCKS.has(callee.text)) return null;
  // `test.each(table)` itself is the callee of the block, not a block.
  if (ts.isCallExpression(call.parent) && call.parent.expression === call) return null;
  return { words: [callee.text, ...words], tables };
}

/** The texts written in an expression, comments left out. */
function literalsIn(node: ts.Node | undefined): string {
  const texts: string[] = [];
  const visit = (part: ts.Node): void => {
    if (ts.isStringLiteralLike(part) || ts.isTemplateHead(part) || ts.isTemplateMiddleOrTemplateTail(part)) {
      texts.push(part.text);
    }
    ts.forEachChild(part, visit);
  };
  if (node) visit(node);
  return texts.join(' ');
}

/** Whether something is asserted inside: `expect(…)`, a helper named after it, or a property by `fc.assert`. */
function asserts(node: ts.Node): boolean {
  if (ts.isCallExpression(node) && /^(expect|assert|fc\.assert)/.test(node.expression.getText())) return true;
  return ts.forEachChild(node, asserts) ?? false;
}
