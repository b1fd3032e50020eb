import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { forbidden } from '#kernel/graphql/errors';
import { institutionLimit, regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { SettlementContext } from '../services.ts';
import { CommercialPolicy } from './commercial-policy.entity.ts';
import { insurerOf } from './commercial.service.ts';
import { DirectPayout } from './direct-payout.entity.ts';

/** A page of payouts, newest first: an insurer reads its own, an institution its own, a clerk those of the region. */
export async function payoutPage(
  context: SettlementContext,
  day: CalendarDate | null,
  page: ConnectionArguments,
): Promise<Connection<DirectPayout>> {
  const binding = `directPayouts:${day}`;
  const [before] = (positionAfter(context.cursors, binding, page) ?? []).map(String);
  const rows = await context.em.find(
    DirectPayout,
    { ...(day ? { day } : {}), ...(before ? { id: { $lt: before } } : {}), ...ownOnly(context.principal) },
    { orderBy: { id: 'desc' }, limit: page.first + 1 },
  );
  return pageOf(context.cursors, binding, page, rows, row => [row.id]);
}

/** A page of the policies that the asking insurer shares, newest first; without those that it withdrew. */
export async function policyPage(
  context: SettlementContext,
  page: ConnectionArguments,
): Promise<Connection<CommercialPolicy>> {
  const binding = 'commercialPolicies';
  const [before] = (positionAfter(context.cursors, binding, page) ?? []).map(String);
  const rows = await context.em.find(
    CommercialPolicy,
    {
      insurerCode: insurerOf(context.principal),
      withdrawnOn: null,
      ...(before ? { id: { $lt: before } } : {}),
    },
    { orderBy: { id: 'desc' }, limit: page.first + 1 },
  );
  return pageOf(context.cursors, binding, page, rows, row => [row.id]);
}

function ownOnly(principal: Principal): object {
  if (principal.role === 'INSURER') return { insurerCode: insurerOf(principal) };
  const institutionCode = institutionLimit(principal);
  if (institutionCode) return { institutionCode };
  if (principal.role !== 'HANDLER') throw forbidden('不在您的数据范围内');
  const region = regionLimit(principal);
  return region ? { institutionRegion: { $like: `${region}%` } } : {};
}

/** Which of these persons hold or held a policy of an insurer: those it may read in the clear. */
export async function holdersAmong(
  em: EntityManager,
  insurerCode: string | null,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!insurerCode) return new Set();
  const where = { insurerCode, personId: { $in: [...personIds] }, withdrawnOn: null };
  const policies = await em.find(CommercialPolicy, where, { fields: ['personId'] });
  return new Set(policies.map(({ personId }) => personId));
}
