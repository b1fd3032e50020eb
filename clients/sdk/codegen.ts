import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { addTypenameSelectionDocumentTransform, preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import {
  GraphQLError,
  isScalarType,
  isSpecifiedScalarType,
  parse,
  print,
  printSchema,
  Source,
  type GraphQLSchema,
} from 'graphql';

/** A file of operations or fragments, as its owner wrote it. */
export interface OperationFile {
  readonly path: string;
  readonly text: string;
}

/** What is made of the operations of a client. */
export interface Generated {
  /** Name in the output folder → content. */
  readonly files: Readonly<Record<string, string>>;
  /** The text of each operation with its fragments; its SHA-256 stands in the generated document. */
  readonly bodies: readonly string[];
}

/** Operations that the graph does not accept; the message names file, line and reason of each. */
export class UnfitOperations extends Error {}

/**
 * Typed documents for operations over a graph: a `…Document` for each operation and fragment with the types of its
 * variables and result, `readFragment` to look into a masked fragment, and in every document the hash by which the
 * gateway knows it. Scalars of the graph are strings. Throws `UnfitOperations`.
 */
export async function generateDocuments(
  schema: GraphQLSchema,
  files: readonly OperationFile[],
): Promise<Generated> {
  const written = files.map(({ path, text }) => ({
    location: path,
    rawSDL: text,
    document: parsed(path, text),
  }));
  // Caches of clients need the types of what they keep, and would else change the text that the hash is of.
  const documents = await addTypenameSelectionDocumentTransform.transform({
    documents: written,
    schema: parse(printSchema(schema)),
    config: {},
  });
  const strings = Object.values(schema.getTypeMap())
    .filter(type => isScalarType(type) && !isSpecifiedScalarType(type))
    .map(({ name }) => [name, 'string']);
  const bodies: string[] = [];
  const outputs = await preset.buildGeneratesSection({
    baseOutputDir: './',
    schema: parse(printSchema(schema)),
    schemaAst: schema,
    documents,
    config: {
      scalars: Object.fromEntries(strings) as Record<string, string>,
      strictScalars: true,
      enumsAsTypes: true,
      skipTypename: true,
      useTypeImports: true,
      avoidOptionals: { field: true },
    },
    presetConfig: {
      fragmentMasking: { unmaskFunctionName: 'readFragment' },
      onExecutableDocumentNode: document => {
        const body = print(document);
        bodies.push(body);
        return { hash: sha256(body) };
      },
    },
    plugins: [],
    pluginMap: {},
  });
  try {
    const contents = await Promise.all(
      outputs.map(async output => [basename(output.filename), await codegen(output)] as const),
    );
    return { files: Object.fromEntries(contents), bodies };
  } catch (error) {
    throw new UnfitOperations(reasonsOf(error));
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function parsed(path: string, text: string) {
  try {
    return parse(new Source(text, path));
  } catch (error) {
    throw new UnfitOperations(reasonsOf(error));
  }
}

function reasonsOf(error: unknown): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  return errors.map(each => (each instanceof GraphQLError ? each.toString() : String(each))).join('\n\n');
}
