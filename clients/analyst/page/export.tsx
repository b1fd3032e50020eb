import { useGraphiQL, type GraphiQLPlugin } from '@graphiql/react';
import { useState } from 'react';
import { downloadCsv, downloadExcel, downloadFile } from './download.ts';
import { filesOf, type AnsweredFile } from './files.ts';
import { tablesOf, type Table } from './table.ts';

function Icon() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M8 1.5v9M4.5 7.5 8 11l3.5-3.5M2 14.5h12" />
    </svg>
  );
}

interface Shown {
  readonly tables: readonly Table[];
  readonly files: readonly AnsweredFile[];
}

/** What the answer holds as the page shows it: what is masked there is masked in the file. */
function shownIn(answer: string): Shown {
  try {
    const { data } = JSON.parse(answer) as { data?: unknown };
    return { tables: tablesOf(data), files: filesOf(data) };
  } catch {
    return { tables: [], files: [] };
  }
}

function Export() {
  const responseEditor = useGraphiQL(state => state.responseEditor);
  const operationName = useGraphiQL(state => state.operationName);
  const [{ tables, files }, setShown] = useState(() => shownIn(responseEditor?.getValue() ?? ''));
  const [chosen, setChosen] = useState(0);
  const table = tables[chosen] ?? tables[0];
  const name = operationName ?? 'result';
  const look = (): void => {
    setShown(shownIn(responseEditor?.getValue() ?? ''));
    setChosen(0);
  };

  return (
    <section className="analyst-panel" aria-label="导出">
      <div className="graphiql-doc-explorer-title">导出</div>
      <p>导出的正是结果栏所示：脱敏的仍然脱敏。</p>
      <button type="button" className="graphiql-button" onClick={look}>
        读取当前结果
      </button>
      {files.map(file => (
        <p key={file.name}>
          <button type="button" className="graphiql-button" onClick={() => downloadFile(file)}>
            下载 {file.name}
          </button>
        </p>
      ))}
      {table === undefined ? (
        <p>当前没有可以导出的结果。</p>
      ) : (
        <>
          <label>
            列表
            <select value={chosen} onChange={event => setChosen(Number(event.target.value))}>
              {tables.map(({ path, rows }, index) => (
                <option key={path} value={index}>
                  {path || '（单行）'}（{rows.length} 行）
                </option>
              ))}
            </select>
          </label>
          <p>
            <button type="button" className="graphiql-button" onClick={() => downloadCsv(table, name)}>
              下载 CSV
            </button>{' '}
            <button type="button" className="graphiql-button" onClick={() => void downloadExcel(table, name)}>
              下载 Excel
            </button>
          </p>
          <Preview table={table} />
        </>
      )}
    </section>
  );
}

function Preview({ table: { columns, rows } }: { readonly table: Table }) {
  return (
    <div className="analyst-preview" tabIndex={0} role="group" aria-label="预览">
      <table>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, 5).map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column}>{cell === null ? '' : String(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The side panel that exports the answer that is shown. */
export const EXPORT_PLUGIN: GraphiQLPlugin = { title: '导出', icon: Icon, content: Export };
