import { findings } from '../test-support/harness.ts';
import { masksReplaceScopes } from './masks-replace-scopes.ts';

const check = (directives: string) =>
  findings(masksReplaceScopes, { subgraphs: { insured: `type Person { name: String ${directives} }` } });

test.each(['@sensitive(class: NAME)', '@requiresScopes(scopes: [["insured:read"]])'])(
  '%s alone passes',
  directives => {
    expect(check(directives)).toEqual([]);
  },
);

test.each([
  'requiresScopes(scopes: [["a"]])',
  'federation__requiresScopes(scopes: [["a"]])',
  'authenticated',
])('@sensitive with @%s is refused', guard => {
  expect(check(`@sensitive(class: NAME) @${guard}`)).toHaveLength(1);
});
