/** Prints a signed token of the local development issuer, or takes tokens back. */
import { parseArgs } from 'node:util';
import { ROLES, type Role } from '#schema/identity/role-scopes';
import { readEnvironment } from '../environment.ts';
import { identity } from '../start/surroundings.ts';
import { orderTokens } from './orders.ts';

const USAGE = `usage: npm run token -- --role ROLE [--person ID] [--institution CODE] [--tenant ID] [--region CODE] [--scope "…"] [--subject NAME]
       npm run token -- --revoke JTI | --revoke-subject NAME
roles: ${ROLES.map(role => role.toLowerCase()).join(', ')}`;

function fail(message: string): never {
  process.stderr.write(`${message}\n${USAGE}\n`);
  process.exit(1);
}

const text = { type: 'string' } as const;
let values: Record<
  'role' | 'person' | 'institution' | 'tenant' | 'region' | 'scope' | 'subject' | 'revoke' | 'revoke-subject',
  string | undefined
>;
try {
  const options = {
    role: text,
    person: text,
    institution: text,
    tenant: text,
    region: text,
    scope: text,
    subject: text,
    revoke: text,
    'revoke-subject': text,
  };
  values = parseArgs({ options }).values as typeof values;
} catch (error) {
  fail((error as Error).message);
}
const { revoke: tokenId, 'revoke-subject': revoked } = values;
if (tokenId || revoked) {
  const order = { revoke: tokenId ? { tokenId } : { subject: revoked! } };
  const where =
    (await orderTokens(readEnvironment(), order)) === 'running'
      ? 'the running system refuses it from now on'
      : 'nothing runs here; it is refused from the next start on';
  process.stdout.write(
    `revoked ${tokenId ? `token ${tokenId}` : `every token of ${revoked} until now`}; ${where}\n`,
  );
  process.exit(0);
}

const role = (values.role ?? '').toUpperCase().replaceAll('-', '_') as Role;
if (!ROLES.includes(role)) fail(values.role ? `no role ${values.role}` : 'say which role');

const { issuer } = identity(readEnvironment());
if (!issuer) fail('tokens come from the OIDC issuer: there is no development issuer here');
const { role: _role, subject, revoke: _revoke, 'revoke-subject': _revoked, ...claims } = values;
const holder = subject ?? `local-${role.toLowerCase()}`;
// A right beyond the role is an administrative act: without its record there is no such token.
if (claims.scope)
  await orderTokens(readEnvironment(), { grant: { subject: holder, role, scope: claims.scope } });
process.stdout.write(`${await issuer.sign(role, holder, claims)}\n`);
