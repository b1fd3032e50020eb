import { explorerPlugin } from '@graphiql/plugin-explorer';
import type { TabsState } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './style.css';
import { examplesPlugin } from './examples.tsx';
import { eventsPlugin } from './events.tsx';
import { EXPORT_PLUGIN } from './export.tsx';
import { insightPlugin } from './insight.tsx';
import { idsByType } from './memory.ts';
import { fillVariables, type OperationGroup } from './operation.ts';
import { OpenFromAddress } from './open-from-address.ts';
import { PlainPunctuation } from './plain-punctuation.tsx';
import { PurposePicker } from './purpose.tsx';
import { roleName } from './roles.ts';
import { RunLog } from './run-log.ts';
import { TabSemantics } from './tab-semantics.tsx';
import { claimsOf, fetchTokens, openSession, type DevelopmentToken } from './session.ts';

const WORKERS: Readonly<Record<string, string>> = { json: 'json.worker.js', graphql: 'graphql.worker.js' };

window.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(`/graphiql/${WORKERS[label] ?? 'editor.worker.js'}`),
};

const STORED_ROLE = 'analyst.role';
/** Where GraphiQL keeps its tabs. */
const STORED_TABS = 'graphiql:tabState';

interface Stock {
  readonly tokens: readonly DevelopmentToken[];
  readonly groups: readonly OperationGroup[];
}

/** The role of the last visit; else the analyst, for whom the page is; else the first, or a token to paste. */
function openingRole(tokens: readonly DevelopmentToken[]): string {
  const offered = (role: string | null) => tokens.find(each => each.role === role)?.role;
  return offered(sessionStorage.getItem(STORED_ROLE)) ?? offered('ANALYST') ?? tokens[0]?.role ?? '';
}

/** What placeholders in the examples stand for: the person and the institution that the tokens speak of. */
function knownValues(tokens: readonly DevelopmentToken[]): Readonly<Record<string, string>> {
  const claims: Record<string, string> = Object.assign({}, ...tokens.map(({ token }) => claimsOf(token)));
  return { ...claims, ...(claims['person'] && { InsuredPerson: claims['person'] }) };
}

/** Values that are new each time: keys for mutations, and days in Shanghai. */
function freshValues({
  institution = '',
}: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const inShanghai = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const now = inShanghai.format(Date.now());
  const monthAgo = inShanghai.format(Date.now() - 30 * 86_400_000);
  return {
    today: now.slice(0, 10),
    monthAgo: monthAgo.slice(0, 10),
    new: `graphiql-${Date.now()}`,
    // As the national interface forms it: institution, time to the second, serial number.
    msgid: `${institution}${now.replaceAll(/\D/g, '')}${String(Date.now() % 10_000).padStart(4, '0')}`,
  };
}

/**
 * What the editors open with: the tab of the last visit, or the first example.
 * GraphiQL keeps the tabs, but fills the editors of an earlier visit only when it is told what was in them.
 */
function openingTab(groups: readonly OperationGroup[], known: Readonly<Record<string, string>>) {
  const stored = JSON.parse(localStorage.getItem(STORED_TABS) ?? 'null') as TabsState | null;
  const tab = stored?.tabs[stored.activeTabIndex];
  if (tab) return { query: tab.query ?? '', variables: tab.variables ?? '' };
  const example = groups[0]?.operations[0];
  return { query: example?.query ?? '', variables: example ? fillVariables(example, known) : '' };
}

function Analyst({ tokens, groups }: Stock) {
  const [role, setRole] = useState(() => openingRole(tokens));
  const [pasted, setPasted] = useState('');
  const token = tokens.find(each => each.role === role)?.token ?? pasted;

  const remembered = useRef<Readonly<Record<string, string>>>(knownValues(tokens));
  const [purpose, setPurpose] = useState('');
  const [log] = useState(() => new RunLog());
  const session = useMemo(
    () =>
      openSession(
        { token, purpose },
        log,
        answer => (remembered.current = { ...remembered.current, ...idsByType(answer) }),
      ),
    [token, purpose, log],
  );
  useEffect(() => () => session.close(), [session]);
  useEffect(() => sessionStorage.setItem(STORED_ROLE, role), [role]);

  const known = useCallback(() => ({ ...remembered.current, ...freshValues(remembered.current) }), []);
  const plugins = useMemo(
    () => [
      examplesPlugin(groups, known),
      explorerPlugin(),
      insightPlugin(log),
      eventsPlugin(log),
      EXPORT_PLUGIN,
    ],
    [groups, known, log],
  );

  const [opening] = useState(() => openingTab(groups, knownValues(tokens)));

  return (
    <div className="analyst">
      <header className="analyst-bar">
        <h1>医保超图 · GraphiQL</h1>
        {tokens.length > 0 && (
          <label>
            查看身份 See as
            <select value={role} onChange={event => setRole(event.target.value)}>
              {tokens.map(each => (
                <option key={each.role} value={each.role}>
                  {roleName(each.role)}
                </option>
              ))}
              <option value="">粘贴令牌 Paste a token</option>
            </select>
          </label>
        )}
        {!tokens.some(each => each.role === role) && (
          <label>
            令牌 Token
            <input
              type="password"
              autoComplete="off"
              placeholder="Bearer 之后的部分"
              value={pasted}
              onChange={event => setPasted(event.target.value.trim())}
            />
          </label>
        )}
        <PurposePicker onState={setPurpose} />
        <a href="/functions">功能清单</a>
      </header>
      <main>
        <GraphiQL
          fetcher={session.fetcher}
          plugins={plugins}
          visiblePlugin="示例操作"
          initialQuery={opening.query}
          initialVariables={opening.variables}
          defaultEditorToolsVisibility="variables"
          defaultTheme="light"
          isHeadersEditorEnabled={false}
          schemaDescription
        >
          <GraphiQL.Logo>
            <PlainPunctuation />
            <TabSemantics />
            <OpenFromAddress known={known} />
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </div>
  );
}

async function stock(): Promise<Stock> {
  const operations = await fetch('/graphiql/operations.json');
  return { tokens: await fetchTokens(), groups: (await operations.json()) as readonly OperationGroup[] };
}

const root = document.querySelector('#analyst');
if (root !== null) createRoot(root).render(<Analyst {...await stock()} />);
