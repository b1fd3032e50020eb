import type { DocumentCount } from './functions-index.ts';

/** How much of each procurement document is served. */
export function Counts({ counts }: { readonly counts: readonly DocumentCount[] }) {
  return (
    <details className="counts">
      <summary>按采购文件统计</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">文件</th>
            <th scope="col">已提供</th>
            <th scope="col">应提供</th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ system, served, required }) => (
            <tr key={system}>
              <th scope="row">{system === 'all' ? '合计' : system}</th>
              <td>{served}</td>
              <td>{required}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
