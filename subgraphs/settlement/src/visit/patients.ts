import type { EntityManager } from '#kernel/persistence/database';
import { Visit } from './visit.entity.ts';

/** Which of these persons have ever visited an institution: those it may read in the clear. */
export async function patientsAmong(
  em: EntityManager,
  institutionCode: string | null,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!institutionCode) return new Set();
  const visits = await em
    .createQueryBuilder(Visit)
    .select('personId', true)
    .where({ institutionCode, personId: { $in: [...personIds] } })
    .execute<{ personId: string }[]>();
  return new Set(visits.map(({ personId }) => personId));
}
