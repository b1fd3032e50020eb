import { badUserInput, conflict, forbidden } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import { writeAtCommit } from '#kernel/persistence/at-commit';
import type { EntityManager } from '#kernel/persistence/database';
import type { Statement } from '#kernel/persistence/statement';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import type { RefusalFacts } from '#kernel/vocabulary/result';
import type { AtCounter } from '../sign-in/sign-in.rule.ts';
import { signedIn } from '../sign-in/sign-in.store.ts';
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
  | '9001'
  | '9002'
  // No national number is published for wallets; these are ours.
  | 'WPAY'
  | 'WRTN'
  | 'WDEC';

/** What a transaction came to, in plain JSON: it is kept and returned to whoever repeats the request. */
export type Outcome<Done> = { readonly done: Done } | { readonly refused: RefusalFacts };

/** Head of a transaction as it is sent; the rest of the input is its content. */
interface Sent {
  readonly msgid: string;
  readonly signNumber?: string | null;
}

/** Transactions that begin and end the day, and so need no sign-in. */
const SIGNING: readonly Infno[] = ['9001', '9002'];

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
 * reversed before it arrived is refused. Who has to sign in first is refused without a trace in the register: the same
 * message id may be sent again.
 */
export async function transact<Done>(
  kernel: Kernel,
  principal: Principal,
  infno: Infno,
  { msgid, signNumber, ...content }: Sent,
  work: (tx: EntityManager) => Promise<Outcome<Done> & { readonly settlementId?: string }>,
): Promise<Outcome<Done>> {
  const institutionCode = askingInstitution(principal, msgid);
  const act = { operation: 'transaction', subject: institutionCode, key: msgid };
  const head = { infno, msgid, institutionCode, signNumber: signNumber ?? null };
  const once = async (tx: EntityManager, entered: boolean): Promise<Outcome<Done>> => {
    const admitted = SIGNING.includes(infno) || (await signedIn(tx, senderOf(kernel, principal), signNumber));
    if (admitted !== true && !admitted.ok) throw new NotAdmitted(admitted.refusal);
    if (!entered) return reversedBefore(tx, head);
    const { settlementId, ...outcome } = await work(tx);
    if (settlementId)
      await writeAtCommit(tx, {
        text: `update "settlement"."transaction" set settlement_id = ? where msgid = ?`,
        parameters: [settlementId, msgid],
      });
    return outcome as Outcome<Done>;
  };
  try {
    return await kernel.once(act, { infno, content }, once, entry(head, kernel.clock.now()));
  } catch (error) {
    if (error instanceof NotAdmitted) return { refused: error.refusal };
    throw error;
  }
}

/** Undoes the transaction in which it is thrown. */
class NotAdmitted extends Error {
  readonly refusal: RefusalFacts;

  constructor(refusal: RefusalFacts) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Who sends a transaction of an institution now. */
export function senderOf({ clock }: Kernel, { institution, subject }: Principal): AtCounter {
  return { institutionCode: institution!, operator: subject, day: today(clock) };
}

type Head = Pick<Transaction, 'infno' | 'msgid' | 'institutionCode' | 'signNumber'>;

/** Enters a transaction in the register, unless its number is there: then it was reversed before it arrived. */
function entry({ msgid, infno, institutionCode, signNumber }: Head, at: Date): Statement {
  return {
    text: `insert into "settlement"."transaction" (msgid, infno, institution_code, sign_number, state, at)
      values (?, ?, ?, ?, 'DONE', ?) on conflict (msgid) do nothing`,
    parameters: [msgid, infno, institutionCode, signNumber, at.toISOString()],
  };
}

async function reversedBefore(tx: EntityManager, { infno, msgid }: Head): Promise<Outcome<never>> {
  const known = await tx.findOneOrFail(Transaction, { msgid });
  if (known.infno !== infno) throw conflict('报文ID已用于其他交易');
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
