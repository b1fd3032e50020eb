import type { GraphiQLPlugin } from '@graphiql/react';
import { downloadCsv, downloadExcel, downloadJson } from './download.ts';
import { useLog, type RunLog, type StreamEvent } from './run-log.ts';
import { tableOf } from './table.ts';

function Icon() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M1.5 8h3l2-5 3 10 2-5h3" />
    </svg>
  );
}

const EVENTS = '订阅记录';

/** The side panel that keeps the events of subscriptions, also after they have ended. */
export function eventsPlugin(log: RunLog): GraphiQLPlugin {
  function Events() {
    const { events, dropped } = useLog(log);
    const table = () => tableOf('', events);
    return (
      <section className="analyst-panel" aria-label={EVENTS}>
        <div className="graphiql-doc-explorer-title">{EVENTS}</div>
        <p role="status">
          {events.length} 个事件{dropped > 0 && `，更早的 ${dropped} 个已让位`}
        </p>
        <p>
          <button
            type="button"
            className="graphiql-button"
            disabled={events.length === 0}
            onClick={() => downloadCsv(table(), EVENTS)}
          >
            CSV
          </button>{' '}
          <button
            type="button"
            className="graphiql-button"
            disabled={events.length === 0}
            onClick={() => void downloadExcel(table(), EVENTS)}
          >
            Excel
          </button>{' '}
          <button
            type="button"
            className="graphiql-button"
            disabled={events.length === 0}
            onClick={() => downloadJson(events, EVENTS)}
          >
            JSON
          </button>{' '}
          <button type="button" className="graphiql-button" onClick={() => log.forgetEvents()}>
            清空
          </button>
        </p>
        <ul className="analyst-events">
          {events
            .slice(-100)
            .toReversed()
            .map(event => (
              <li key={event.number}>
                <Event event={event} />
              </li>
            ))}
        </ul>
      </section>
    );
  }
  return { title: EVENTS, icon: Icon, content: Events };
}

function Event({ event: { at, operation, answer } }: { readonly event: StreamEvent }) {
  return (
    <details>
      <summary>
        <time dateTime={at}>{new Date(at).toLocaleTimeString('zh-CN', { hour12: false })}</time> {operation}
      </summary>
      <pre tabIndex={0}>{JSON.stringify(answer, null, 2)}</pre>
    </details>
  );
}
