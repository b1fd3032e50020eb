/** What may be read in an emergency: every class but SECRET, which nobody reads. */
export const EMERGENCY_CLASSES = [
  'NAME',
  'ID_CARD',
  'PHONE',
  'ADDRESS',
  'BIRTH_DATE',
  'BANK_CARD',
  'MEDICAL',
] as const;
export type EmergencyClass = (typeof EMERGENCY_CLASSES)[number];

/** How long an emergency may last, in minutes. Decision 0032. */
export const EMERGENCY_MINUTES = { least: 5, most: 60 } as const;
