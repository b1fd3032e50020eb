import type { GraphiQLPlugin } from '@graphiql/react';
import { useOpenOperation } from './open-operation.ts';
import type { OperationGroup } from './operation.ts';

const KINDS = { query: '查询', mutation: '变更', subscription: '订阅' } as const;

function Icon() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M5.5 3.5h9M5.5 8h9M5.5 12.5h9M1.5 3.5h1M1.5 8h1M1.5 12.5h1" />
    </svg>
  );
}

/** The side panel of example operations; `known` answers the values that placeholders stand for. */
export function examplesPlugin(
  groups: readonly OperationGroup[],
  known: () => Readonly<Record<string, string>>,
): GraphiQLPlugin {
  function Examples() {
    const open = useOpenOperation(known);

    return (
      <section className="analyst-examples" aria-label="示例操作">
        <div className="graphiql-doc-explorer-title">示例操作</div>
        {groups.map(({ title, operations }) => (
          <div key={title}>
            <h3>{title}</h3>
            <ul>
              {operations.map(operation => (
                <li key={operation.path}>
                  <button type="button" onClick={() => open(operation)}>
                    <small className={operation.kind}>{KINDS[operation.kind]}</small>
                    {operation.title}
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </section>
    );
  }
  return { title: '示例操作', icon: Icon, content: Examples };
}
