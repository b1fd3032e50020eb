import { DISTRICTS } from '../districts.ts';
import { amountColours } from './palette.ts';
import type { Cartogram } from './shown.ts';

/** The city's districts as equal tiles, coloured by their values; a district without data says so. */
export function CartogramView({ title, shown }: { readonly title: string; readonly shown: Cartogram }) {
  const highest = Math.max(0, ...[...shown.districts.values()].map(({ value }) => value));
  const elsewhere = [...shown.districts].filter(([code]) => !DISTRICTS.has(code));
  return (
    <div className="cartogram-place">
      <ul className="cartogram" aria-label={`${title}：${shown.measure}`}>
        {[...DISTRICTS].map(([code, { name, column, row }]) => {
          const known = shown.districts.get(code);
          const part = known && highest > 0 ? known.value / highest : 0;
          return (
            <li
              key={code}
              className={known ? undefined : 'unknown'}
              style={{
                gridColumn: column,
                gridRow: row,
                ...(known && amountColours(part)),
              }}
            >
              <span>{name}</span>
              <b>{known?.text ?? '—'}</b>
            </li>
          );
        })}
      </ul>
      <p className="legend">
        <span>{shown.measure}</span>
        <span className="scale amounts" aria-hidden="true" />
        <span>少 → 多，“—” 为无记录</span>
        {elsewhere.length > 0 && (
          <span>其他区划 {elsewhere.map(([code, { text }]) => `${code} ${text}`).join('，')}</span>
        )}
      </p>
    </div>
  );
}
