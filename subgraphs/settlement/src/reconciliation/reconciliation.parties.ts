import { HOME_PROVINCE } from '../home.terms.ts';

/** Stands for the scheme where records of a party have none. */
export const ANY_SCHEME = 'EMPLOYEE';

/** With whom the centre reconciles. */
export const PARTY_KINDS = ['INSTITUTION', 'PROVINCE', 'INSURER'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

/**
 * What the centre holds of a party: rows with `reference`, `refund`, `total`, `fund_paid`, `account_paid`, `party`,
 * `region`, `scheme` and `made_at`. A further kind of party is a further entry.
 */
export const OUR_RECORDS: Readonly<Record<PartyKind, string>> = {
  INSTITUTION: `select id::text as reference, kind <> 'NORMAL' as refund, total, fund_paid, account_paid,
      institution_code as party, institution_region as region, scheme, settled_at as made_at
    from "settlement"."settlement" where channel = 'DIRECT'`,
  // Positive what the province owes: its wallets at our institutions, less ours at its institutions.
  PROVINCE: `select reference, refund, signed as total, 0::bigint as fund_paid, signed as account_paid,
      party, '${HOME_PROVINCE}' as region, '${ANY_SCHEME}' as scheme, made_at, ours_elsewhere
    from (
      select msgid as reference, false as refund, amount as signed, other_province as party, paid_at as made_at,
        false as ours_elsewhere
      from "settlement"."wallet_payment" where other_province is not null and paid_at is not null
      union all
      select msgid || '-R', true, -amount, other_province, returned_at, false
      from "settlement"."wallet_payment" where other_province is not null and returned_at is not null
      union all
      select reference, refund, case when refund then amount else -amount end, province, paid_at, true
      from "settlement"."wallet_debit") between_provinces`,
  // As its insurer has it: what a payout of a day stands at after corrections; an insurer's ledger knows no scheme.
  INSURER: `select msgid as reference, false as refund, standing as total, 0::bigint as fund_paid,
      0::bigint as account_paid, insurer_code as party, '${HOME_PROVINCE}' as region, '${ANY_SCHEME}' as scheme,
      day::timestamp at time zone 'Asia/Shanghai' as made_at
    from "settlement"."direct_payout" where state in ('CONFIRMING', 'CONFIRMED')`,
};
