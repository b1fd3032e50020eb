import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { SENSITIVE_WORDS } from '../checks/sensitive-words.ts';

/** Properties that sound personal and are not; with the reason. */
const NOT_PERSONAL: Readonly<Record<string, string>> = {
  'InstitutionRegisteredPayload.name': 'the public name of an institution',
};

interface PayloadProperty {
  readonly coordinate: string;
  readonly name: string;
}

/** Every property of every interface and type of a file, nested ones included. */
function propertiesOf(source: ts.SourceFile): PayloadProperty[] {
  const properties: PayloadProperty[] = [];
  const visit = (node: ts.Node, owner: string): void => {
    const inner = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) ? node.name.text : owner;
    if (ts.isPropertySignature(node)) {
      const name = node.name.getText(source);
      properties.push({ coordinate: `${inner}.${name}`, name });
    }
    ts.forEachChild(node, child => visit(child, inner));
  };
  visit(source, '');
  return properties;
}

function soundsPersonal(name: string): boolean {
  return SENSITIVE_WORDS.some(words => words.name.test(name));
}

const files = readdirSync(import.meta.dirname).filter(name => name.endsWith('.events.ts'));
const sources = files.map(name => ({
  owner: name.replace('.events.ts', ''),
  source: ts.createSourceFile(
    name,
    readFileSync(join(import.meta.dirname, name), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  ),
}));

test('there are events to look at', () => {
  expect(sources.flatMap(({ source }) => propertiesOf(source)).length).toBeGreaterThan(20);
});

test.each(sources)('no payload of $owner carries personal data', ({ source }) => {
  const personal = propertiesOf(source).filter(
    ({ coordinate, name }) => soundsPersonal(name) && !(coordinate in NOT_PERSONAL),
  );
  expect(personal.map(({ coordinate }) => coordinate)).toEqual([]);
});

test('a personal property would be found, however deep', () => {
  const source = ts.createSourceFile(
    'x.ts',
    'export interface Settled { readonly items: readonly { readonly patient: { readonly idCard: string } }[] }',
    ts.ScriptTarget.Latest,
    true,
  );
  expect(propertiesOf(source).filter(({ name }) => soundsPersonal(name))).toEqual([
    { coordinate: 'Settled.idCard', name: 'idCard' },
  ]);
});

test.each(sources)('every topic of $owner begins with its owner', ({ owner, source }) => {
  const topics: string[] = [];
  ts.forEachChild(source, node => {
    if (!ts.isVariableStatement(node)) return;
    for (const { name, initializer } of node.declarationList.declarations) {
      if (name.getText(source).endsWith('TOPIC') && initializer) topics.push(initializer.getText(source));
    }
  });
  expect(topics.length).toBeGreaterThan(0);
  for (const topic of topics) expect(topic).toMatch(new RegExp(`^'${owner}\\.[a-z-]+'`));
});
