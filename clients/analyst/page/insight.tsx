import type { GraphiQLPlugin } from '@graphiql/react';
import { useLog, type Run, type RunLog } from './run-log.ts';

function Icon() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M1.5 13.5h13M4 13.5v-4M8 13.5v-10M12 13.5v-7" />
    </svg>
  );
}

/** The side panel that shows the cost, the time and the plan of the last operation over HTTP. */
export function insightPlugin(log: RunLog): GraphiQLPlugin {
  function Insight() {
    const { run } = useLog(log);
    return (
      <section className="analyst-panel" aria-label="执行情况">
        <div className="graphiql-doc-explorer-title">执行情况</div>
        {run === null ? (
          <p>执行一次查询后，这里显示耗时、成本与查询计划。</p>
        ) : (
          <>
            <dl>
              <dt>耗时</dt>
              <dd>{run.milliseconds.toFixed(0)} ms</dd>
              {run.cost && (
                <>
                  <dt>实际成本</dt>
                  <dd>{run.cost.actual}</dd>
                  <dt>预估成本</dt>
                  <dd>
                    {run.cost.estimated} / {run.cost.allowed}
                  </dd>
                </>
              )}
            </dl>
            {run.fetches.length > 0 && <Fetches fetches={run.fetches} />}
            {run.plan ? (
              <>
                <h3>查询计划</h3>
                <pre tabIndex={0}>{run.plan.join('\n')}</pre>
              </>
            ) : (
              <p>查询计划只对 ANALYST 显示。</p>
            )}
          </>
        )}
      </section>
    );
  }
  return { title: '执行情况', icon: Icon, content: Insight };
}

function Fetches({ fetches }: Pick<Run, 'fetches'>) {
  return (
    <>
      <h3>子图取数</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">子图</th>
            <th scope="col">耗时 ms</th>
            <th scope="col">结果</th>
          </tr>
        </thead>
        <tbody>
          {fetches.map(({ service, milliseconds, failed }, index) => (
            <tr key={index}>
              <td>{service}</td>
              <td>{milliseconds}</td>
              <td>{failed ? '失败' : '成功'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
