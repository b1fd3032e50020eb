import ts from 'typescript';

/** One small fault in a source file. */
export interface Mutant {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  readonly was: string;
  readonly becomes: string;
}

const OPERATORS: ReadonlyMap<ts.SyntaxKind, ts.BinaryOperator> = new Map([
  [ts.SyntaxKind.PlusToken, ts.SyntaxKind.MinusToken],
  [ts.SyntaxKind.MinusToken, ts.SyntaxKind.PlusToken],
  [ts.SyntaxKind.AsteriskToken, ts.SyntaxKind.SlashToken],
  [ts.SyntaxKind.LessThanToken, ts.SyntaxKind.LessThanEqualsToken],
  [ts.SyntaxKind.LessThanEqualsToken, ts.SyntaxKind.LessThanToken],
  [ts.SyntaxKind.GreaterThanToken, ts.SyntaxKind.GreaterThanEqualsToken],
  [ts.SyntaxKind.GreaterThanEqualsToken, ts.SyntaxKind.GreaterThanToken],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ts.SyntaxKind.EqualsEqualsEqualsToken],
  [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken],
  [ts.SyntaxKind.BarBarToken, ts.SyntaxKind.AmpersandAmpersandToken],
]);

/** Functions of which one is easily written for the other. */
const CONFUSABLE: Readonly<Record<string, string>> = { atMost: 'atLeast', atLeast: 'atMost' };

/**
 * A source with all its mutants in it, each asleep until `globalThis.mutant` is its id: the tests are compiled once and
 * run once for each.
 */
export function withMutants(
  file: string,
  text: string,
  firstId: number,
): { code: string; mutants: Mutant[] } {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const { factory } = ts;

  const either = (node: ts.Node, mutated: ts.Expression, original: ts.Expression, becomes: string) => {
    const id = firstId + mutants.length;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    const was = node.getText(source).replaceAll(/\s+/g, ' ').slice(0, 60);
    mutants.push({ id, file, line: line + 1, was, becomes });
    const isAwake = factory.createBinaryExpression(
      factory.createPropertyAccessExpression(factory.createIdentifier('globalThis'), 'mutant'),
      ts.SyntaxKind.EqualsEqualsEqualsToken,
      factory.createNumericLiteral(id),
    );
    return factory.createParenthesizedExpression(
      factory.createConditionalExpression(isAwake, undefined, mutated, undefined, original),
    );
  };

  const transformer: ts.TransformerFactory<ts.SourceFile> = context => root => {
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return node;
      const inner = ts.visitEachChild(node, visit, context);
      if (ts.isBinaryExpression(node) && ts.isBinaryExpression(inner)) {
        const operator = OPERATORS.get(node.operatorToken.kind);
        if (operator === undefined) return inner;
        const mutated = factory.createBinaryExpression(inner.left, operator, inner.right);
        return either(node, mutated, inner, ts.tokenToString(operator)!);
      }
      if (ts.isConditionalExpression(node) && ts.isConditionalExpression(inner)) {
        const always = either(node, inner.whenTrue, inner, 'always the first');
        return either(node, inner.whenFalse, always, 'always the second');
      }
      if (ts.isIfStatement(node) && ts.isIfStatement(inner)) {
        const never = either(node.expression, factory.createFalse(), inner.expression, 'never');
        return factory.updateIfStatement(inner, never, inner.thenStatement, inner.elseStatement);
      }
      if (ts.isCallExpression(node) && ts.isCallExpression(inner) && ts.isIdentifier(node.expression)) {
        const other = CONFUSABLE[node.expression.text];
        if (!other || !text.includes(`${other},`)) return inner;
        const mutated = factory.createCallExpression(
          factory.createIdentifier(other),
          undefined,
          inner.arguments,
        );
        return either(node, mutated, inner, other);
      }
      return inner;
    };
    return ts.visitNode(root, visit) as ts.SourceFile;
  };
  const { transformed } = ts.transform(source, [transformer]);
  return { code: ts.createPrinter().printFile(transformed[0]!), mutants };
}
