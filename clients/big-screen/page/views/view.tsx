import { CartogramView } from './cartogram.tsx';
import { ColumnsView } from './columns.tsx';
import { HeatView } from './heat.tsx';
import { LinesView, MultiplesView } from './lines.tsx';
import { RankingView, SpreadView, TableView, TickerView } from './lists.tsx';
import { FiguresView, TileView } from './numbers.tsx';
import type { Shown } from './shown.ts';

export interface ViewProps {
  readonly title: string;
  readonly shown: Shown;
  readonly choice: string | null;
  readonly onChoose: (key: string) => void;
}

/** The one renderer of each kind of chart. */
export function View({ title, shown, choice, onChoose }: ViewProps) {
  switch (shown.kind) {
    case 'tile':
      return <TileView shown={shown} />;
    case 'figures':
      return <FiguresView shown={shown} />;
    case 'lines':
      return <LinesView title={title} shown={shown} />;
    case 'multiples':
      return <MultiplesView title={title} shown={shown} />;
    case 'columns':
      return <ColumnsView title={title} shown={shown} />;
    case 'ranking':
      return <RankingView title={title} shown={shown} />;
    case 'spread':
      return <SpreadView title={title} shown={shown} />;
    case 'heat':
      return <HeatView title={title} shown={shown} choice={choice} onChoose={onChoose} />;
    case 'cartogram':
      return <CartogramView title={title} shown={shown} />;
    case 'table':
      return <TableView title={title} shown={shown} />;
    case 'ticker':
      return <TickerView title={title} shown={shown} />;
  }
}
