import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useCallback } from 'react';
import { fillVariables, type Operation } from './operation.ts';

/** Opens an operation in a tab of its own, unless the present one is empty; `known` fills its variables. */
export function useOpenOperation(
  known: () => Readonly<Record<string, string>>,
): (operation: Pick<Operation, 'query' | 'variables'>) => void {
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL(state => state.queryEditor);
  const variableEditor = useGraphiQL(state => state.variableEditor);
  return useCallback(
    operation => {
      if (queryEditor?.getValue().trim() !== '') addTab();
      queryEditor?.setValue(operation.query);
      variableEditor?.setValue(fillVariables(operation, known()));
    },
    [addTab, queryEditor, variableEditor, known],
  );
}
