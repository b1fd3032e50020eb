import { useCallback } from 'react';
import { thin } from '../live/thinning.ts';
import { Chart, legend, timeAxis, valueAxis } from './chart.tsx';
import { SERIES } from './palette.ts';
import type { Lines, Multiples } from './shown.ts';

/** No wall shows more points side by side. */
const MOST_POINTS = 600;
/** Lines beyond the number of colours differ by their strokes. */
const STROKES = ['solid', 'dashed', 'dotted'] as const;

export function LinesView({ title, shown }: { readonly title: string; readonly shown: Lines }) {
  const option = useCallback(
    (rem: number) => ({
      xAxis: timeAxis(rem),
      yAxis: valueAxis(rem, shown.unit, shown),
      legend: shown.series.length > 1 ? legend(rem) : { show: false },
      series: shown.series.map(({ name, points }, index) => ({
        name,
        type: 'line',
        data: thin(points, MOST_POINTS),
        showSymbol: false,
        lineStyle: {
          width: 0.1875 * rem,
          type: STROKES[Math.floor(index / SERIES.length) % STROKES.length],
        },
        areaStyle: shown.series.length === 1 ? { opacity: 0.14 } : undefined,
      })),
    }),
    [shown],
  );
  const latest = shown.series.map(({ name, points }) => `${name} ${points.at(-1)?.[1] ?? '—'}`).join('，');
  return <Chart option={option} label={`${title}，单位 ${shown.unit}；最新：${latest}`} />;
}

export function MultiplesView({ title, shown }: { readonly title: string; readonly shown: Multiples }) {
  return (
    <div className="multiples">
      {shown.charts.map(chart => (
        <figure key={chart.title}>
          <figcaption>{chart.title}</figcaption>
          <LinesView title={`${title}，${chart.title}`} shown={chart} />
        </figure>
      ))}
    </div>
  );
}
