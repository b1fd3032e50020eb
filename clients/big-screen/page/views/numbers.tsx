import type { Comparison, Figures, Tile } from './shown.ts';
import { percent } from '../format.ts';

/** One number, as large as its panel. */
export function TileView({ shown }: { readonly shown: Tile }) {
  return (
    <div className="tile">
      <p className="tile-value" style={{ ['--characters' as string]: shown.value.length }}>
        {shown.value}
        {shown.unit && <small>{shown.unit}</small>}
      </p>
      {shown.comparisons && (
        <p className="comparisons">
          {shown.comparisons.map(comparison => (
            <ComparisonText key={comparison.label} {...comparison} />
          ))}
        </p>
      )}
      {shown.detail && <p className="tile-detail">{shown.detail}</p>}
    </div>
  );
}

/** More and less are told by arrow, never by colour alone; where there was nothing, no percentage is. */
function ComparisonText({ label, change }: Comparison) {
  const text = change === null ? '—' : `${change < 0 ? '▼' : '▲'} ${percent(Math.abs(change))}`;
  return (
    <span>
      {label} <b>{text}</b>
    </span>
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
