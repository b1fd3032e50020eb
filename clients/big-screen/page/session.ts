const STORED = 'screen.token';

/** What stands after the # of the address: the token is never sent to a server, nor kept in its logs. */
function tokenOfAddress(): string | null {
  return new URLSearchParams(location.hash.slice(1)).get('token');
}

/** Keeps a token for this tab, and takes it out of the address, where a bystander could read it. */
export function keepToken(token: string): void {
  sessionStorage.setItem(STORED, token);
  history.replaceState(null, '', location.pathname + location.search);
}

/** The token of the address, of an earlier load of this tab, or of the development issuer; null when there is none. */
export async function findToken(): Promise<string | null> {
  const given = tokenOfAddress();
  if (given) keepToken(given);
  return sessionStorage.getItem(STORED) ?? (await developmentToken());
}

/** The SCREEN token of `/dev/tokens`, an address that does not exist in production. */
async function developmentToken(): Promise<string | null> {
  const response = await fetch('/dev/tokens', { headers: { accept: 'application/json' } }).catch(() => null);
  if (!response?.ok) return null;
  const tokens = (await response.json()) as readonly { role: string; token: string }[];
  return tokens.find(({ role }) => role === 'SCREEN')?.token ?? null;
}

/** Tells of a token that is put into the address while the wall runs. */
export function onNewToken(told: (token: string) => void): void {
  addEventListener('hashchange', () => {
    const token = tokenOfAddress();
    if (!token) return;
    keepToken(token);
    told(token);
  });
}
