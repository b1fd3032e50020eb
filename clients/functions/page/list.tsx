import { memo } from 'react';
import { graphiqlAddress, type FunctionsIndex, type IndexedFunction } from './functions-index.ts';
import { OWNERS } from './owners.ts';

interface Shown {
  readonly functions: readonly IndexedFunction[];
  readonly operations: FunctionsIndex['operations'];
}

/** The functions that were found; each operation opens in one GraphiQL, a tab there for each. */
export const FunctionList = memo(function FunctionList({ functions, operations }: Shown) {
  return (
    <ul className="functions" aria-label="功能">
      {functions.map(({ id, name, owner, shows, operations: coordinates }) => (
        <li key={id} tabIndex={-1}>
          <h2>
            {name} <small>{id}</small>
          </h2>
          <span className={`owner ${owner}`}>{OWNERS[owner] ?? owner}</span>
          <p className="shows" lang="en">
            {shows}
          </p>
          {coordinates.length === 0 ? (
            <p className="outside">不属于本系统</p>
          ) : (
            <ul className="operations" aria-label={`${name}的操作`}>
              {coordinates.map(coordinate => (
                <li key={coordinate}>
                  <OperationLink coordinate={coordinate} operations={operations} />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
});

function OperationLink({ coordinate, operations }: { coordinate: string } & Pick<Shown, 'operations'>) {
  const operation = operations[coordinate];
  if (operation === undefined) return <code>{coordinate}</code>;
  const opens = operation.example === '' ? '在 GraphiQL 打开' : `在 GraphiQL 打开示例：${operation.example}`;
  return (
    <a href={graphiqlAddress(operation)} target="graphiql" title={opens}>
      {operation.term} <code>{coordinate}</code>
    </a>
  );
}
