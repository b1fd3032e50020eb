import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { INK, SERIES } from './palette.ts';

register([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, CanvasRenderer]);

const FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/** An option of a chart; `rem` is the size of a text of one unit on this wall, in pixels. */
export type ChartOption = (rem: number) => Record<string, unknown>;

/** A chart of ECharts that fills its place. `label` says in words what it shows. */
export function Chart({ option, label }: { readonly option: ChartOption; readonly label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);

  useEffect(() => {
    const made = init(place.current!, null, { renderer: 'canvas' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current!);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    chart.current!.setOption({ ...common(rem), ...option(rem) }, { notMerge: true });
  }, [option]);

  return <div ref={place} className="chart" role="img" aria-label={label} />;
}

/** What all charts have in common. Nothing moves by itself: a wall is read, not watched. */
function common(rem: number) {
  return {
    animation: false,
    color: [...SERIES],
    textStyle: { fontFamily: FONT, fontSize: 1.125 * rem, color: INK.quiet },
    grid: { left: 0.25 * rem, right: rem, top: 2.75 * rem, bottom: 0.25 * rem, containLabel: true },
  };
}

/** The names of the lines and columns. */
export function legend(rem: number) {
  return {
    top: 0,
    right: 0,
    // A symbol on the line would promise points that are not drawn.
    icon: 'roundRect',
    itemWidth: 1.25 * rem,
    itemHeight: 0.5 * rem,
    itemGap: 1.25 * rem,
    textStyle: { color: INK.quiet, fontSize: 1.125 * rem },
  };
}

/** An axis of values with its unit above it. */
export function valueAxis(rem: number, unit: string, ends: { lowest?: number; highest?: number } = {}) {
  return {
    type: 'value',
    name: unit,
    min: ends.lowest,
    max: ends.highest,
    nameTextStyle: { color: INK.quiet, fontSize: 1.125 * rem, align: 'left' },
    axisLabel: { color: INK.quiet, fontSize: 1.125 * rem, formatter: axisNumber },
    splitLine: { lineStyle: { color: INK.line } },
    splitNumber: 4,
    minInterval: 1,
  };
}

/** An axis of categories. */
export function plainAxis(rem: number) {
  return {
    type: 'category',
    axisLabel: { color: INK.quiet, fontSize: 1.125 * rem, hideOverlap: true },
    axisLine: { lineStyle: { color: INK.line } },
    axisTick: { show: false },
    splitLine: { show: false },
  };
}

const HOUR_AND_MINUTE = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** An axis of instants, told in the time of Shanghai wherever the wall believes to be. */
export function timeAxis(rem: number) {
  const plain = plainAxis(rem);
  const formatter = (at: number) => HOUR_AND_MINUTE.format(at);
  return { ...plain, type: 'time', axisLabel: { ...plain.axisLabel, formatter }, minInterval: 60_000 };
}

function axisNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e8) return `${value / 1e8} 亿`;
  if (size >= 1e4) return `${value / 1e4} 万`;
  return String(value);
}
