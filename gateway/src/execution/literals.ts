import {
  Kind,
  parseType,
  TypeInfo,
  valueFromAST,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  type ListValueNode,
  type ObjectValueNode,
  type OperationDefinitionNode,
  type StringValueNode,
  type VariableDefinitionNode,
  type VariableNode,
} from 'graphql';
import { contains, holdsText, isLongNumber } from '#kernel/graphql/literals';
import type { Variables } from './run.ts';

/** A document whose texts stand in variables, so that it can be remembered and planned once for all of them. */
export interface Normalised {
  readonly document: DocumentNode;
  /** The texts that were taken out, by the variables that stand for them. */
  readonly literals: Variables;
  /** Whether text of the asker is left in it; such a document is never remembered. */
  readonly keepsText: boolean;
}

type TextValueNode = StringValueNode | ListValueNode | ObjectValueNode;

/** Fetches of entities use this name for a variable of their own. */
const TAKEN = 'representations';

/**
 * Takes every text that an argument holds out of a document of one operation, into variables of exactly the type
 * of its place. What decides the plan stays: conditions, enum values, numbers, null. An argument without variables
 * inside moves as a whole, so that a refusal of its value names the same place as for a client's own variable.
 * Two equal texts of equally named arguments share a variable: fields that were mergeable stay so.
 */
export function withoutLiterals(schema: GraphQLSchema, document: DocumentNode): Normalised {
  const definitions: VariableDefinitionNode[] = [];
  const literals: Record<string, unknown> = {};
  const known = new Map<string, string>();
  const taken = new Set([TAKEN, ...declared(document)]);
  const place: string[] = [];
  const typeInfo = new TypeInfo(schema);
  let keepsText = false;

  const keep = (node: ASTNode): false => {
    keepsText ||= holdsText(node);
    return false;
  };
  const takeOut = (node: TextValueNode): VariableNode | false | undefined => {
    if (!holdsText(node)) return false;
    if (contains(node, inner => inner.kind === Kind.VARIABLE)) return undefined;
    // Inside a list TypeInfo tells the type of its elements.
    const type = node.kind === Kind.LIST ? typeInfo.getParentInputType() : typeInfo.getInputType();
    // What does not fit its type, or holds a long number, stays as it is, for the validation to judge.
    if (!type || contains(node, isLongNumber) || valueFromAST(node, type) === undefined) return keep(node);
    const value = valueFromASTUntyped(node);
    const base = place.join('_');
    const key = JSON.stringify([base, String(type), value]);
    let name = known.get(key);
    if (name === undefined) {
      name = base;
      for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
      taken.add(name);
      known.set(key, name);
      literals[name] = value;
      definitions.push({
        kind: Kind.VARIABLE_DEFINITION,
        variable: variable(name),
        type: parseType(String(type), { noLocation: true }),
      });
    }
    return variable(name);
  };
  const named = {
    enter: (node: { readonly name: { readonly value: string } }) => void place.push(node.name.value),
    leave: () => void place.pop(),
  };

  const visited = visit(
    document,
    visitWithTypeInfo(typeInfo, {
      VariableDefinition: keep,
      Directive: keep,
      Argument: named,
      ObjectField: named,
      StringValue: takeOut,
      ListValue: takeOut,
      ObjectValue: takeOut,
      IntValue: keep,
      FloatValue: keep,
    }),
  );
  if (definitions.length === 0) return { document, literals, keepsText };
  const withVariables = (operation: OperationDefinitionNode): OperationDefinitionNode => ({
    ...operation,
    variableDefinitions: [...(operation.variableDefinitions ?? []), ...definitions],
  });
  return {
    document: {
      ...visited,
      definitions: visited.definitions.map(definition =>
        definition.kind === Kind.OPERATION_DEFINITION ? withVariables(definition) : definition,
      ),
    },
    literals,
    keepsText,
  };
}

function declared(document: DocumentNode): string[] {
  return document.definitions.flatMap(definition =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? (definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
      : [],
  );
}

function variable(name: string): VariableNode {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
}
