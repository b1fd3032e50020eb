import type { Comparison, Figures, Tile } from './shown.ts';
import { percent } from '../format.ts';

/** One number, as large as its panel. */
export function TileView({ shown }: { readonly shown: Tile }) {
  return (
    <div className="tile">
      <p className="tile-value">
        {shown.value}
        {shown.unit && <small>{shown.unit}</small>}
      </p>
      {shown.comparisons?.map(comparison => (
        <ComparisonLine key={comparison.label} {...comparison} />
      ))}
      {shown.detail && <p className="tile-detail">{shown.detail}</p>}
    </div>
  );
}

/** More and less are told by arrow and word, never by colour alone. */
function ComparisonLine({ label, change }: Comparison) {
  const text = change === null ? '无可比数据' : `${change < 0 ? '▼' : '▲'} ${percent(Math.abs(change))}`;
  return (
    <p className="comparison">
      <span>{label}</span> <b>{text}</b>
    </p>
  );
}

export function FiguresView({ shown }: { readonly shown: Figures }) {
  return (
    <dl className="figures">
      {shown.figures.map(({ label, value, unit }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value}
            {unit && <small>{unit}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
