import { Entity, PrimaryKey } from '@mikro-orm/decorators/legacy';
import type { EntityManager } from '#kernel/persistence/database';

/** That a person is or was a patient of an institution; a voided settlement does not undo the visit. */
@Entity({ tableName: 'patient' })
export class Patient {
  @PrimaryKey({ type: 'uuid' })
  personId!: string;

  @PrimaryKey({ type: 'string', length: 12 })
  institutionCode!: string;
}

/** Which of these persons are or were patients of an institution: those it may read in the clear. */
export async function patientsAmong(
  em: EntityManager,
  institutionCode: string | null,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!institutionCode) return new Set();
  const found = await em.find(Patient, { institutionCode, personId: { $in: [...personIds] } });
  return new Set(found.map(({ personId }) => personId));
}
