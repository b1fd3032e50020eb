/** With whom the centre reconciles. */
export const PARTY_KINDS = ['INSTITUTION'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

/**
 * What the centre holds of a party: rows with `reference`, `refund`, `total`, `fund_paid`, `account_paid`, `party`,
 * `region`, `scheme` and `made_at`. A further kind of party is a further entry.
 */
export const OUR_RECORDS: Readonly<Record<PartyKind, string>> = {
  INSTITUTION: `select id::text as reference, kind <> 'NORMAL' as refund, total, fund_paid, account_paid,
      institution_code as party, institution_region as region, scheme, settled_at as made_at
    from "settlement"."settlement" where channel = 'DIRECT'`,
};
