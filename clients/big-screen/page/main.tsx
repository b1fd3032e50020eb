import { useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import './style.css';
import { FrameLoop } from './live/frame-loop.ts';
import { Graph } from './live/graph.ts';
import { waitAfter } from './live/patience.ts';
import { ServerClock } from './live/server-clock.ts';
import { PAGES } from './pages/pages.ts';
import { findToken, keepToken, onNewToken } from './session.ts';
import { Wall } from './wall.tsx';
import { WallData } from './wall-data.ts';

const DEFAULT_STAY_SECONDS = 30;

/** One unit of length is a sixteenth of a rem at 1920 × 1080; a larger wall has larger units, a wider one more room. */
function scale(): void {
  const size = Math.min(innerWidth / 1920, innerHeight / 1080) * 16;
  document.documentElement.style.fontSize = `${Math.max(8, size)}px`;
}

interface Opening {
  readonly documents: Readonly<Record<string, string>>;
  readonly clock: ServerClock;
}

function start(root: Root, token: string, { documents, clock }: Opening): void {
  let current = token;
  const graph = new Graph(() => current, clock);
  const data = new WallData({ graph, documents, now: () => clock.now() });
  const loop = new FrameLoop({
    nextFrame: work => void requestAnimationFrame(work),
    now: () => performance.now(),
  });
  onNewToken(next => {
    current = next;
    data.restart();
  });
  document.addEventListener('visibilitychange', () => data.hide(document.hidden));
  const settings = new URLSearchParams(location.search);
  const stay = settings.get('rotate') ?? String(DEFAULT_STAY_SECONDS);
  root.render(
    <Wall
      pages={PAGES}
      data={data}
      loop={loop}
      staySeconds={stay === 'off' ? null : Math.max(5, Number(stay) || DEFAULT_STAY_SECONDS)}
      firstPage={settings.get('page')}
    />,
  );
}

/** Asks for a token where the wall was opened without one. */
function TokenForm({ onToken }: { readonly onToken: (token: string) => void }) {
  const [text, setText] = useState('');
  return (
    <form
      className="token"
      onSubmit={event => {
        event.preventDefault();
        if (text.trim() !== '') onToken(text.trim());
      }}
    >
      <h1>医疗保障运行监测</h1>
      <label>
        大屏令牌
        <input
          type="password"
          autoComplete="off"
          value={text}
          onChange={event => setText(event.target.value)}
        />
      </label>
      <button type="submit">进入</button>
    </form>
  );
}

/** The documents of the wall, and the server's time with them; a gateway that goes away while the page loads is waited for. */
async function fetchDocuments(clock: ServerClock): Promise<Readonly<Record<string, string>>> {
  for (let failures = 0; ; failures++) {
    const sentAt = Date.now();
    // Not out of a cache: the answer tells the time as well.
    const response = await fetch('/screen/documents.json', { cache: 'no-store' }).catch(() => null);
    if (response?.ok) {
      clock.hear(response.headers.get('date'), sentAt);
      return (await response.json()) as Readonly<Record<string, string>>;
    }
    root.render(<p className="waiting">网关未连接，正在重连</p>);
    await new Promise(resolve => setTimeout(resolve, waitAfter(failures, Math.random())));
  }
}

scale();
addEventListener('resize', scale);
const root = createRoot(document.querySelector('#screen')!);
const clock = new ServerClock(() => Date.now());
const documents = await fetchDocuments(clock);
// Asked once the gateway is there.
const token = await findToken();
if (token) start(root, token, { documents, clock });
else {
  root.render(
    <TokenForm
      onToken={given => {
        keepToken(given);
        start(root, given, { documents, clock });
      }}
    />,
  );
}
