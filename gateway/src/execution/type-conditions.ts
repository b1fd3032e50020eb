import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

/** Answers which types of the supergraph fall under which type conditions; each pair is decided once. */
export class TypeConditions {
  readonly #schema: GraphQLSchema;
  readonly #decided = new Map<string, Map<string, boolean>>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  includes(condition: string, typename: string): boolean {
    if (condition === typename) return true;
    let types = this.#decided.get(condition);
    if (!types) this.#decided.set(condition, (types = new Map()));
    let included = types.get(typename);
    if (included === undefined) {
      included = this.#decide(condition, typename);
      // A subgraph may answer any name: only those of the schema are remembered.
      if (this.#schema.getType(typename)) types.set(typename, included);
    }
    return included;
  }

  #decide(condition: string, typename: string): boolean {
    const type = this.#schema.getType(typename);
    const abstract = this.#schema.getType(condition);
    if (!isAbstractType(abstract)) return false;
    return (isObjectType(type) || isInterfaceType(type)) && this.#schema.isSubType(abstract, type);
  }
}
