/** The treatments of the residents' serious-illness scheme. Source: 沪医保待遇发〔2025〕29号 (pilot, to be verified). */
export const TREATMENTS = ['DIALYSIS', 'ANTI_REJECTION', 'MALIGNANT_TUMOUR', 'MENTAL_ILLNESS'] as const;
export type Treatment = (typeof TREATMENTS)[number];
