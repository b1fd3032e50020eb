import { useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';
import { useOpenOperation } from './open-operation.ts';
import { operationOfAddress } from './operation.ts';

/** Opens the operation that the address names, now and whenever a link of another page changes it. */
export function OpenFromAddress({ known }: { readonly known: () => Readonly<Record<string, string>> }) {
  const open = useOpenOperation(known);
  const ready = useGraphiQL(state => state.queryEditor !== undefined && state.variableEditor !== undefined);
  useEffect(() => {
    if (!ready) return;
    const openNamed = (): void => {
      const named = operationOfAddress(location.hash);
      if (named === null) return;
      // Taken out, so that a reload does not open it once more.
      history.replaceState(null, '', location.pathname);
      open(named);
    };
    openNamed();
    addEventListener('hashchange', openNamed);
    return () => removeEventListener('hashchange', openNamed);
  }, [ready, open]);
  return null;
}
