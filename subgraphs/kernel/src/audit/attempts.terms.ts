/** Inputs that are no ids and yet name what an act is on, and what they look like. */
export const NATURAL_KEYS: Readonly<Record<string, RegExp>> = {
  msgid: /^[A-Z]\d{29}$/,
  originalMsgid: /^[A-Z]\d{29}$/,
  institutionCode: /^[A-Z]\d{11}$/,
  month: /^\d{4}-\d{2}$/,
  year: /^\d{4}$/,
};
