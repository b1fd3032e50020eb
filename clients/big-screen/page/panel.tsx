import { Component, useEffect, useMemo, useState, type ReactNode } from 'react';
import { momentAt, type Panel } from './definition.ts';
import { freshness } from './live/freshness.ts';
import type { Held, PanelStore } from './live/panel-store.ts';
import type { FrameLoop } from './live/frame-loop.ts';
import type { Shown } from './views/shown.ts';
import { View } from './views/view.tsx';

export interface PanelProps {
  readonly panel: Panel;
  readonly store: PanelStore;
  readonly loop: FrameLoop;
  /** The server's time, told anew every second. */
  readonly now: number;
  readonly choice: string | null;
  readonly onChoose: (key: string) => void;
}

/** A panel's frame: title, what must be said of its data, the chart, and how old the data are. */
export function PanelFrame(props: PanelProps) {
  const { panel, now, choice } = props;
  const held = useHeld(props);
  // The moment matters by its day alone: what is shown changes with what is held.
  const shown = useMemo(() => showSafely(panel, held, choice, now), [panel, held, choice]);
  const { late, text } = freshness(held.dataAt, now, promisedAge(panel));
  const problem = held.problem ?? (shown === 'unreadable' ? '数据无法显示' : null);
  const view = typeof shown === 'object' ? shown : null;
  return (
    <section className="panel" style={{ gridArea: panel.area }} aria-label={panel.title}>
      <header>
        <h2>{panel.title}</h2>
        {view?.mark && <strong className="mark">{view.mark}</strong>}
        {view?.note && <span className="note">{view.note}</span>}
      </header>
      <div className="content">
        <Boundary key={view?.kind ?? 'none'}>
          {view ? <View {...props} title={panel.title} shown={view} /> : <p className="waiting">等待数据</p>}
        </Boundary>
      </div>
      <footer>
        {problem && (
          <span className="problem" role="status">
            {problem}
            {held.dataAt !== null && '，保留最近数据'}
          </span>
        )}
        {held.missed > 0 && <span className="problem">离线期间有 {held.missed} 条未能补发</span>}
        <span className={late ? 'age late' : 'age'}>{text}</span>
      </footer>
    </section>
  );
}

/** What the store holds, read when the frame loop says that it is this panel's turn. */
function useHeld({ store, loop }: PanelProps): Held {
  const [held, setHeld] = useState(() => store.held());
  useEffect(() => {
    const read = () => setHeld(store.held());
    store.onChange = () => loop.request(store, read);
    read();
    return () => {
      store.onChange = () => undefined;
      loop.forget(store);
    };
  }, [store, loop]);
  return held;
}

/** What a panel shows of what is held; a mapping that fails concerns its own panel alone. */
function showSafely(
  panel: Panel,
  held: Held,
  choice: string | null,
  now: number,
): Shown | 'unreadable' | null {
  if (panel.ask && held.asked === null) return null;
  try {
    return panel.show(held.asked, held.followed, momentAt(now, choice));
  } catch {
    return 'unreadable';
  }
}

/** Up to which age, in milliseconds, the data of a panel are as new as they should be. */
function promisedAge({ ask, follow }: Panel): number {
  const seconds = Math.min(
    ask ? ask.everySeconds * 2 + 5 : Number.POSITIVE_INFINITY,
    follow?.expectedSeconds ?? Number.POSITIVE_INFINITY,
  );
  return seconds * 1000;
}

/** A chart that cannot be drawn leaves its own place empty and nothing else. */
class Boundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <p className="waiting">图表无法绘制</p> : this.props.children;
  }
}
