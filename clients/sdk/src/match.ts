interface Member {
  readonly __typename: string;
}

/** One case for each member of a union: a member without a case does not compile. */
export type Cases<Union extends Member, Outcome> = {
  readonly [Name in Union['__typename']]: (member: Extract<Union, { readonly __typename: Name }>) => Outcome;
} & {
  /** A member that the graph has got since these types were made; without it, such a member throws. */
  readonly otherwise?: (member: Member) => Outcome;
};

/**
 * Decides by the kind of an outcome: a mutation answers its success or one of its refusals, each a member of a union.
 * The document must select `__typename`.
 */
export function match<Union extends Member, Outcome>(union: Union, cases: Cases<Union, Outcome>): Outcome {
  const named = cases as unknown as Readonly<Record<string, ((member: Member) => Outcome) | undefined>>;
  const decide = (Object.hasOwn(named, union.__typename) && named[union.__typename]) || cases.otherwise;
  if (!decide) throw new TypeError(`no case for ${union.__typename}: generate the documents anew`);
  return decide(union);
}
