import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import './style.css';
import { Counts } from './counts.tsx';
import type { FunctionsIndex } from './functions-index.ts';
import { moveFocus } from './keyboard.ts';
import { FunctionList } from './list.tsx';
import { countByOwner, searchOf, type Wish } from './search.ts';
import { OWNERS } from './owners.ts';

/** The search stands in the address: a link to it finds the same. */
function wishOfAddress(): Wish {
  const given = new URLSearchParams(location.search);
  return { text: given.get('q') ?? '', owner: given.get('subgraph') ?? '' };
}

function addressOf({ text, owner }: Wish): string {
  const given = new URLSearchParams({ ...(text && { q: text }), ...(owner && { subgraph: owner }) });
  return given.size === 0 ? location.pathname : `?${given}`;
}

function Functions({ index }: { readonly index: FunctionsIndex }) {
  const [wish, setWish] = useState(wishOfAddress);
  const search = useMemo(() => searchOf(index), [index]);
  const shownWish = useDeferredValue(wish);
  const found = useMemo(() => search(shownWish), [search, shownWish]);
  const counts = useMemo(() => countByOwner(search({ ...shownWish, owner: '' })), [search, shownWish]);
  const box = useRef<HTMLInputElement>(null);

  useEffect(() => history.replaceState(null, '', addressOf(wish)), [wish]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => moveFocus(event, box.current);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);

  return (
    <>
      <header className="bar">
        <h1>医保超图 · 功能清单</h1>
        <a href="/graphiql" target="graphiql">
          GraphiQL
        </a>
      </header>
      <main>
        <search className="wish">
          <input
            ref={box}
            type="search"
            autoFocus
            aria-label="搜索功能"
            aria-describedby="keys"
            placeholder="搜索：功能名称、编号、操作或业务结果"
            value={wish.text}
            onChange={event => setWish({ ...wish, text: event.target.value })}
          />
          <p id="keys">
            <kbd>/</kbd> 搜索，<kbd>↓</kbd> <kbd>↑</kbd> 逐条移动，<kbd>Tab</kbd> 到下一个操作，
            <kbd>Enter</kbd> 在 GraphiQL 打开
          </p>
          <div role="group" aria-label="子图" className="owners">
            {[['', '全部'] as const, ...Object.entries(OWNERS)].map(([owner, title]) => (
              <button
                key={owner}
                type="button"
                aria-pressed={wish.owner === owner}
                onClick={() => setWish({ ...wish, owner })}
              >
                {title} <span>{counts.get(owner) ?? 0}</span>
              </button>
            ))}
          </div>
        </search>
        <Counts counts={index.counts} />
        <p role="status" className="found">
          找到 {found.length} 项，共 {index.functions.length} 项
        </p>
        <FunctionList functions={found} operations={index.operations} />
      </main>
    </>
  );
}

const root = document.querySelector('#functions');
const response = await fetch('/functions/functions.json');
const index = (await response.json()) as FunctionsIndex;
if (root !== null) createRoot(root).render(<Functions index={index} />);
