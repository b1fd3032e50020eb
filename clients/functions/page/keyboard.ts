/** Moves through the page by the keyboard alone: `/` searches, ↓ and ↑ go from function to function. */
export function moveFocus(event: KeyboardEvent, box: HTMLInputElement | null): void {
  const { activeElement } = document;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === '/' && activeElement !== box) {
    event.preventDefault();
    box?.select();
    return;
  }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [...document.querySelectorAll<HTMLElement>('.functions > li')];
  const present = stops.findIndex(stop => stop.contains(activeElement));
  const next = present + (event.key === 'ArrowDown' ? 1 : -1);
  if (present < 0 && activeElement !== box) return;
  event.preventDefault();
  if (next < 0) box?.select();
  else (stops[next]?.querySelector('a') ?? stops[next])?.focus();
}
