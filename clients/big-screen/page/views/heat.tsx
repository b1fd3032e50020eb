import { useEffect, useRef } from 'react';
import { heatColour, INK } from './palette.ts';
import type { Heat } from './shown.ts';

interface HeatProps {
  readonly title: string;
  readonly shown: Heat;
  readonly choice: string | null;
  readonly onChoose: (key: string) => void;
}

/** Above this many groups each is a few pixels, and its name would not be read. */
const MOST_NAMED = 24;

/** Cells in groups; one can be chosen to be looked at closely. A fleet too large to be named is drawn as one field. */
export function HeatView({ title, shown, choice, onChoose }: HeatProps) {
  const hottest = hottestOf(shown);
  useEffect(() => {
    if (choice === null && hottest !== null) onChoose(hottest);
  }, [choice, hottest]);

  return (
    <div className="heat-place">
      {shown.groups.length > MOST_NAMED ? (
        <HeatField title={title} shown={shown} />
      ) : (
        <ul className="heat" aria-label={`${title}：${shown.measure}`}>
          {shown.groups.map(({ name, cells }) => (
            <li key={name}>
              <span className="name">{name}</span>
              <span className="cells">
                {cells.map(cell => (
                  <button
                    key={cell.key}
                    type="button"
                    aria-label={`${cell.name} ${cell.text}`}
                    aria-pressed={cell.key === choice}
                    className={cell.value === null ? 'unknown' : undefined}
                    style={cell.value === null ? undefined : { backgroundColor: heatColour(cell.value) }}
                    onClick={() => onChoose(cell.key)}
                  />
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="legend">
        <span>{shown.measure}</span>
        <span>0%</span>
        <span className="scale" aria-hidden="true" />
        <span>100%</span>
      </p>
    </div>
  );
}

/** The cell of the highest value: what a wall that nobody touches looks at. */
function hottestOf({ groups }: Heat): string | null {
  const cells = groups.flatMap(group => group.cells);
  const [first] = cells.toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1));
  return first?.key ?? null;
}

/** Thousands of cells, drawn in one canvas. */
function HeatField({ title, shown }: Pick<HeatProps, 'title' | 'shown'>) {
  const field = useRef<HTMLCanvasElement>(null);
  const cells = shown.groups.flatMap(group => group.cells);

  useEffect(() => {
    const canvas = field.current!;
    const { width, height } = canvas.getBoundingClientRect();
    canvas.width = width;
    canvas.height = height;
    const columns = Math.max(1, Math.ceil(Math.sqrt((cells.length * width) / Math.max(1, height))));
    const size = Math.max(1, Math.min(width / columns, height / Math.ceil(cells.length / columns)));
    const pen = canvas.getContext('2d')!;
    cells.forEach(({ value }, place) => {
      pen.fillStyle = value === null ? INK.line : heatColour(value);
      const inner = Math.max(1, size - 1);
      pen.fillRect((place % columns) * size, Math.floor(place / columns) * size, inner, inner);
    });
  });

  const silent = cells.filter(({ value }) => value === null).length;
  const label = `${title}：${shown.groups.length} 组 ${cells.length} 个，其中 ${silent} 个无读数`;
  return <canvas ref={field} className="heat-field" role="img" aria-label={label} />;
}
