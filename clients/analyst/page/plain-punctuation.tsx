import { useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** Chinese punctuation is no look-alike of ASCII here: the editors need not put a box around every （ and ；. */
const OPTIONS = { unicodeHighlight: { ambiguousCharacters: false } };

export function PlainPunctuation() {
  const queryEditor = useGraphiQL(state => state.queryEditor);
  const variableEditor = useGraphiQL(state => state.variableEditor);
  const responseEditor = useGraphiQL(state => state.responseEditor);
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor]) editor?.updateOptions(OPTIONS);
  }, [queryEditor, variableEditor, responseEditor]);
  return null;
}
