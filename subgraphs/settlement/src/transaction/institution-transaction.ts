import { badUserInput, conflict, forbidden } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import type { RefusalFacts } from '#kernel/vocabulary/result';
import { parseMsgid } from './msgid.rule.ts';
import { Transaction } from './transaction.entity.ts';

/**
 * Numbers of the transactions that this subgraph serves, the national ones where there are any; those of self-paying
 * persons (4202 to 4205) are not verified.
 */
export type Infno =
  | '2201'
  | '2202'
  | '2204'
  | '2206'
  | '2207'
  | '2208'
  | '2401'
  | '2402'
  | '2601'
  | '3201'
  | '3202'
  | '4202'
  | '4203'
  | '4204'
  | '4205'
  // No national number is published for wallets; these are ours.
  | 'WPAY'
  | 'WRTN'
  | 'WDEC';

/** What a transaction came to, in plain JSON: it is kept and returned to whoever repeats the request. */
export type Outcome<Done> = { readonly done: Done } | { readonly refused: RefusalFacts };

export interface TransactionRequest {
  readonly infno: Infno;
  readonly msgid: string;
  readonly content: unknown;
}

/**
 * The institution that asks, checked: only an institution sends transactions, for itself, under a
 * well-formed message id of its own.
 */
export function askingInstitution(principal: Principal, msgid: string): string {
  if (principal.role !== 'INSTITUTION' || !principal.institution) {
    throw forbidden('只有定点医药机构可以发起结算交易');
  }
  const parsed = parseMsgid(msgid);
  if (!parsed.ok) throw badUserInput({ 'input.msgid': parsed.refusal.message });
  if (parsed.value.institution !== principal.institution) {
    throw badUserInput({ 'input.msgid': '报文ID的机构编码须为本机构' });
  }
  return principal.institution;
}

/**
 * Runs a transaction of an institution exactly once per message id: a repetition with the same content
 * gets the first outcome, refusals included; with other content it is CONFLICT. A message id that was
 * reversed before it arrived is refused.
 */
export function transact<Done>(
  kernel: Kernel,
  institution: string,
  { infno, msgid, content }: TransactionRequest,
  work: (tx: EntityManager) => Promise<Outcome<Done> & { readonly settlementId?: string }>,
): Promise<Outcome<Done>> {
  return kernel.once<Outcome<Done>>(
    { operation: 'transaction', subject: institution, key: msgid },
    { infno, content },
    async tx => {
      if (!(await enter(kernel, tx, institution, infno, msgid))) return reversedBefore(msgid);
      const { settlementId, ...outcome } = await work(tx);
      if (settlementId) await tx.nativeUpdate(Transaction, { msgid }, { settlementId });
      return outcome as Outcome<Done>;
    },
  );
}

/** Enters a transaction in the register; false when its number was reversed before it arrived. */
async function enter(
  kernel: Kernel,
  tx: EntityManager,
  institutionCode: string,
  infno: Infno,
  msgid: string,
): Promise<boolean> {
  const row = { msgid, infno, institutionCode, settlementId: null, state: 'DONE' as const, reversedBy: null };
  const { affectedRows } = await tx
    .createQueryBuilder(Transaction)
    .insert({ ...row, at: kernel.clock.now() })
    .onConflict('msgid')
    .ignore()
    .execute('run');
  if (affectedRows === 1) return true;
  const known = await tx.findOneOrFail(Transaction, { msgid });
  if (known.infno !== infno) throw conflict('报文ID已用于其他交易');
  return false;
}

function reversedBefore(msgid: string): Outcome<never> {
  return {
    refused: { code: 'TRANSACTION_REVERSED', message: '该交易已被冲正，不再办理', facts: { msgid } },
  };
}

/** Facts of a refusal as plain JSON. */
export function refused(refusal: RefusalFacts): { readonly refused: RefusalFacts } {
  const facts = Object.fromEntries(
    Object.entries(refusal.facts ?? {}).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ]),
  );
  return { refused: { ...refusal, facts } };
}
