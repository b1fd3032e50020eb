import type { Ranking, Spread, Table, Ticker } from './shown.ts';

export function RankingView({ title, shown }: { readonly title: string; readonly shown: Ranking }) {
  const most = Math.max(0, ...shown.rows.map(({ value }) => value));
  return (
    <ol className="ranking" aria-label={title}>
      {shown.rows.map(({ name, value, text, detail }, place) => (
        <li key={`${place} ${name}`}>
          <span className="name" title={name}>
            {name}
            {detail && <small>{detail}</small>}
          </span>
          <span className="amount">{text}</span>
          <span className="bar" aria-hidden="true">
            <i style={{ width: `${most > 0 ? (value / most) * 100 : 0}%` }} />
          </span>
        </li>
      ))}
    </ol>
  );
}

export function SpreadView({ title, shown }: { readonly title: string; readonly shown: Spread }) {
  const highest = Math.max(1, ...shown.rows.map(({ high }) => high));
  const at = (value: number) => `${(value / highest) * 100}%`;
  return (
    <ol className="ranking spread" aria-label={title}>
      {shown.rows.map(({ name, detail, low, middle, high, text }, place) => (
        <li key={`${place} ${name}`}>
          <span className="name" title={name}>
            {name}
            <small>{detail}</small>
          </span>
          <span className="amount">{text}</span>
          <span className="bar" aria-hidden="true">
            <i style={{ marginLeft: at(low), width: at(Math.max(high - low, highest / 200)) }} />
            <b style={{ left: at(middle) }} />
          </span>
        </li>
      ))}
    </ol>
  );
}

export function TableView({ title, shown }: { readonly title: string; readonly shown: Table }) {
  if (shown.rows.length === 0) return <p className="waiting">{shown.empty}</p>;
  const side = (column: number) => (shown.columns[column]?.number ? 'number' : undefined);
  return (
    <table className="table" aria-label={title}>
      <thead>
        <tr>
          {shown.columns.map(({ name }, column) => (
            <th key={name} scope="col" className={side(column)}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, column) => (
              <td key={shown.columns[column]?.name} className={side(column)} title={cell}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function TickerView({ title, shown }: { readonly title: string; readonly shown: Ticker }) {
  if (shown.entries.length === 0) return <p className="waiting">等待新的事件</p>;
  return (
    <ol className="ticker" aria-label={title}>
      {shown.entries.map(({ key, title: what, detail, figure }) => (
        <li key={key}>
          <span className="name" title={what}>
            {what}
          </span>
          {figure && <span className="amount">{figure}</span>}
          <small title={detail}>{detail}</small>
        </li>
      ))}
    </ol>
  );
}
