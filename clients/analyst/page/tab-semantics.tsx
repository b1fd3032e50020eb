import { useEffect } from 'react';

/**
 * GraphiQL makes each of its tabs a `tab` that holds buttons, which assistive technology cannot reach (axe:
 * nested-interactive). Here they are what they behave like: a list, of which each entry holds a button that opens it,
 * the current one marked, and a button that closes it.
 */
export function TabSemantics() {
  useEffect(() => {
    const tabs = document.querySelector('.graphiql-tabs');
    if (!tabs) return undefined;
    const told = { subtree: true, childList: true, attributeFilter: ['aria-selected'] };
    const observer = new MutationObserver(() => tell());
    const tell = (): void => {
      observer.disconnect();
      asList(tabs);
      observer.observe(tabs, told);
    };
    tell();
    return () => observer.disconnect();
  }, []);
  return null;
}

/** GraphiQL states what is selected when that changes; it is taken over from where it stands then. */
function asList(tabs: Element): void {
  tabs.setAttribute('role', 'list');
  document.querySelector('#graphiql-session')?.setAttribute('role', 'region');
  for (const tab of tabs.querySelectorAll('.graphiql-tab')) {
    tab.setAttribute('role', 'listitem');
    const selected = tab.getAttribute('aria-selected');
    if (selected === null) continue;
    tab.removeAttribute('aria-selected');
    const button = tab.querySelector('.graphiql-tab-button');
    if (selected === 'true') button?.setAttribute('aria-current', 'true');
    else button?.removeAttribute('aria-current');
  }
}
