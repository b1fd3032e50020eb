import { argumentOf, directive, fieldsOf, type FieldAt, type SchemaRule } from '../graph.ts';

/**
 * A field that several subgraphs resolve is sensitive in all of them or in none, and stays so in the
 * composed graph. Composition takes a `@shareable` copy without the directive and says nothing; that
 * copy would answer in the clear.
 */
export const sensitiveEverywhereOrNowhere: SchemaRule = {
  name: 'sensitive-everywhere-or-nowhere',
  *check({ supergraph, subgraphs }) {
    const declared = new Map<string, string>();
    for (const part of subgraphs) {
      for (const at of fieldsOf(part)) {
        const sensitiveClass = classOf(at);
        if (sensitiveClass !== undefined) declared.set(at.coordinate, sensitiveClass);
      }
    }
    for (const part of [...subgraphs, supergraph]) {
      for (const at of fieldsOf(part)) {
        const expected = declared.get(at.coordinate);
        const found = classOf(at);
        if (expected === undefined || expected === found || directive(at.field, 'external')) continue;
        yield {
          coordinate: at.coordinate,
          message: `is @sensitive(class: ${expected}) elsewhere and ${found ?? 'bare'} in ${part.name}`,
        };
      }
    }
  },
};

function classOf({ field }: FieldAt): string | undefined {
  const node = directive(field, 'sensitive');
  return node && String(argumentOf(node, 'class'));
}
