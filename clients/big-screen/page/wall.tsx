import { useEffect, useMemo, useReducer, useState } from 'react';
import type { PageDefinition } from './definition.ts';
import type { FrameLoop } from './live/frame-loop.ts';
import type { Standing } from './live/graph.ts';
import { turn, type Pace, type Rotation, type Turn } from './live/rotation.ts';
import { PanelFrame } from './panel.tsx';
import type { WallData } from './wall-data.ts';

const STANDINGS: Readonly<Record<Standing, string>> = {
  connecting: '正在连接',
  connected: '已连接',
  away: '网关未连接，保留最近数据，正在重连',
  refused: '令牌失效，保留最近数据；请以新令牌打开 /screen#token=…',
};

export interface WallProps {
  readonly pages: readonly PageDefinition[];
  readonly data: WallData;
  readonly loop: FrameLoop;
  /** Seconds that a page stays; null turns pages by hand only. */
  readonly staySeconds: number | null;
  readonly firstPage: string | null;
}

/** The big screen: one page of panels at a time, turned by hand or by itself. */
export function Wall({ pages, data, loop, staySeconds, firstPage }: WallProps) {
  const pace: Pace = { pages: pages.length, stay: (staySeconds ?? 30) * 1000 };
  const [rotation, happen] = useReducer(
    (now: Rotation, happened: Turn) => turn(now, happened, Date.now(), pace),
    null,
    (): Rotation => ({
      page: Math.max(
        0,
        pages.findIndex(({ id }) => id === firstPage),
      ),
      turning: staySeconds !== null,
      since: Date.now(),
    }),
  );
  const page = pages[rotation.page]!;
  const now = useNow(data, () => happen({ kind: 'time' }));
  const standing = useStanding(data);
  const [choices, setChoices] = useState<Readonly<Record<string, string>>>({});
  const choice = choices[page.id] ?? null;
  const stores = useMemo(() => page.panels.map(panel => data.storeOf(panel)), [page, data]);

  useEffect(() => data.show(page), [data, page]);
  useEffect(() => data.choose(page, choice), [data, page, choice]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // A control that has the focus takes its own keys.
      if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
      happen({ kind: 'key', key: event.key });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);

  return (
    <>
      <header className="top">
        <h1>
          医疗保障运行监测 <small>上海 · 医保超图</small>
        </h1>
        <nav aria-label="页面">
          {pages.map(({ id, title }, index) => (
            <button
              key={id}
              type="button"
              aria-current={index === rotation.page ? 'page' : undefined}
              onClick={() => happen({ kind: 'page', page: index })}
            >
              {title}
            </button>
          ))}
        </nav>
        <p className="clock">
          <span>{DAY.format(now)}</span>
          <time>{TIME.format(now)}</time>
        </p>
      </header>
      <main key={page.id} aria-label={page.title}>
        {page.panels.map((panel, index) => (
          <PanelFrame
            key={panel.title}
            panel={panel}
            store={stores[index]!}
            loop={loop}
            now={now}
            choice={choice}
            onChoose={key => setChoices(before => ({ ...before, [page.id]: key }))}
          />
        ))}
      </main>
      <footer className="bottom">
        <span className={`standing ${standing}`} role="status">
          {STANDINGS[standing]}
        </span>
        <span>
          {rotation.turning ? `每 ${pace.stay / 1000} 秒自动翻页` : '停在本页'}　← → 翻页　空格 停/转
        </span>
        <span>金额按分计算，显示四舍五入</span>
      </footer>
    </>
  );
}

const DAY = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'long',
  day: 'numeric',
  weekday: 'long',
});
const TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  timeStyle: 'medium',
  hour12: false,
});

/** The server's time, every second. */
function useNow(data: WallData, onSecond: () => void): number {
  const [now, setNow] = useState(() => data.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(data.now());
      onSecond();
    }, 1000);
    return () => clearInterval(timer);
  }, [data]);
  return now;
}

function useStanding(data: WallData): Standing {
  const [standing, setStanding] = useState(data.standing);
  useEffect(() => {
    data.onStanding = setStanding;
    setStanding(data.standing);
  }, [data]);
  return standing;
}
