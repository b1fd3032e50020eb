import { useCallback } from 'react';
import { Chart, legend, plainAxis, valueAxis } from './chart.tsx';
import type { Columns } from './shown.ts';

export function ColumnsView({ title, shown }: { readonly title: string; readonly shown: Columns }) {
  const option = useCallback(
    (rem: number) => ({
      xAxis: { ...plainAxis(rem), data: shown.categories },
      yAxis: valueAxis(rem, shown.unit),
      legend: shown.series.length > 1 ? legend(rem) : { show: false },
      series: shown.series.map(({ name, values, line }) => ({
        name,
        type: line ? 'line' : 'bar',
        data: values,
        showSymbol: false,
        barMaxWidth: 2.5 * rem,
        itemStyle: line ? {} : { borderRadius: [0.1875 * rem, 0.1875 * rem, 0, 0] },
        lineStyle: { width: 0.1875 * rem, type: 'solid' },
      })),
    }),
    [shown],
  );
  const last = shown.categories.at(-1) ?? '';
  const latest = shown.series.map(({ name, values }) => `${name} ${values.at(-1) ?? '—'}`).join('，');
  return <Chart option={option} label={`${title}，单位 ${shown.unit}；${last}：${latest}`} />;
}
