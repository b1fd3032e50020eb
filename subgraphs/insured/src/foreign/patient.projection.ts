import type { Projection } from '#kernel/events/projection';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import { SETTLEMENT_TOPIC, type ClaimSettled } from '#schema/events/settlement.events';
import { Patient } from './patient.entity.ts';

/** Whose patient a person is or was, as settled claims tell. */
export const patientProjection: Projection = {
  name: 'patient',
  topic: SETTLEMENT_TOPIC,
  async apply(tx, facts) {
    const patients = new Map<string, Patient>();
    for (const fact of facts) {
      if (fact.name !== 'ClaimSettled') continue;
      const { personId, institutionCode } = fact.payload as ClaimSettled;
      patients.set(`${personId}/${institutionCode}`, { personId, institutionCode });
    }
    await bulkInsert(tx, Patient, [...patients.values()], 'LEAVE');
  },
};
