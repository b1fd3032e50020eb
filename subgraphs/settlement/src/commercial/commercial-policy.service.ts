import { LockMode } from '@mikro-orm/core';
import type { DomainEvent } from '#kernel/events/event';
import { badUserInput, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import type { IdempotentAct } from '#kernel/persistence/idempotency';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { COMMERCIAL_POLICY_TOPIC, type CommercialPolicyFact } from '#schema/events/settlement.events';
import { requireText } from '../text.ts';
import type { Outcome } from '../transaction/institution-transaction.ts';
import { CommercialPolicy } from './commercial-policy.entity.ts';
import type { RegisterCommercialPolicyInput, WithdrawCommercialPolicyInput } from './commercial.input.ts';
import {
  commercialRefusal,
  RegisterCommercialPolicySuccess,
  WithdrawCommercialPolicySuccess,
} from './commercial.result.ts';
import { insurerOf } from './commercial.service.ts';
import { DirectPayout } from './direct-payout.entity.ts';
import { holderNamed } from './holder.port.ts';

type Policy = Omit<RegisterCommercialPolicyInput, 'idempotencyKey'>;
type PolicyOutcome = Outcome<{ policyId: string }>;

/** The policies that insurers share: whom they insure is asked of insured before, and told to it afterwards. */
export class CommercialPolicyService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Shares a policy of the asking insurer, once it has named the holder as registered. */
  async register(
    { idempotencyKey: key, ...given }: RegisterCommercialPolicyInput,
    principal: Principal,
  ): Promise<RegisterCommercialPolicySuccess | Refusal> {
    const insurerCode = insurerOf(principal);
    requirePolicy(given);
    const act = { operation: 'registerCommercialPolicy', subject: principal.subject, key };
    const outcome =
      (await this.#kernel.outcomeOf<PolicyOutcome>(act, given)) ??
      (await this.#register(act, given, insurerCode));
    if ('refused' in outcome) return commercialRefusal(outcome.refused);
    const policy = await this.#kernel.em().findOneOrFail(CommercialPolicy, outcome.done.policyId);
    return Object.assign(new RegisterCommercialPolicySuccess(), { policy });
  }

  /** Takes back a policy of the asking insurer that was shared in error; one that has paid was none. */
  async withdraw(
    { idempotencyKey: key, commercialPolicyId: id }: WithdrawCommercialPolicyInput,
    principal: Principal,
  ): Promise<WithdrawCommercialPolicySuccess | Refusal> {
    const insurerCode = insurerOf(principal);
    const act = { operation: 'withdrawCommercialPolicy', subject: principal.subject, key };
    const outcome = await this.#kernel.once<PolicyOutcome>(act, { id }, tx =>
      this.#withdraw(tx, id, insurerCode),
    );
    if ('refused' in outcome) return commercialRefusal(outcome.refused);
    return Object.assign(new WithdrawCommercialPolicySuccess(), { commercialPolicyId: id });
  }

  async #register(act: IdempotentAct, given: Policy, insurerCode: string): Promise<PolicyOutcome> {
    const personId = await holderNamed(this.#kernel.peers, given.holder);
    const { holder: _, ...terms } = given;
    return this.#kernel.once<PolicyOutcome>(act, given, async tx => {
      if (!personId) {
        const message = '姓名与公民身份号码与参保登记不一致';
        return { refused: { code: 'HOLDER_DIFFERS', message, facts: {} } };
      }
      const policy: CommercialPolicy = {
        id: newId(),
        insurerCode,
        personId,
        ...terms,
        product: given.product.trim(),
        withdrawnOn: null,
      };
      const inserted = await tx
        .createQueryBuilder(CommercialPolicy)
        .insert(policy)
        .onConflict()
        .ignore()
        .execute('run');
      if (inserted.affectedRows === 0) {
        const message = '该保单号已登记';
        return { refused: { code: 'POLICY_NUMBER_TAKEN', message, facts: {} } };
      }
      await this.#tell(tx, 'REGISTERED', policy);
      return { done: { policyId: policy.id } };
    });
  }

  async #withdraw(tx: EntityManager, id: string, insurerCode: string): Promise<PolicyOutcome> {
    const own = { id, insurerCode, withdrawnOn: null };
    const policy = isId(id)
      ? await tx.findOne(CommercialPolicy, own, { lockMode: LockMode.PESSIMISTIC_WRITE })
      : null;
    if (!policy) throw notFound('商保保单');
    const counting = { policyId: id, state: { $nin: ['RELEASED', 'RETURNED'] } } as const;
    if ((await tx.count(DirectPayout, counting)) > 0) {
      return { refused: { code: 'POLICY_IN_USE', message: '该保单已用于结算，不能撤回', facts: {} } };
    }
    await tx.nativeUpdate(CommercialPolicy, { id }, { withdrawnOn: today(this.#kernel.clock) });
    await this.#tell(tx, 'WITHDRAWN', policy);
    return { done: { policyId: id } };
  }

  async #tell(tx: EntityManager, act: 'REGISTERED' | 'WITHDRAWN', policy: CommercialPolicy): Promise<void> {
    const { id: rowId, personId } = policy;
    await this.#kernel.audit.record(tx, { action: `CommercialPolicy.${act}`, rowId, personId });
    await this.#kernel.outbox.add(tx, [
      commercialPolicyFact(
        act === 'REGISTERED' ? 'CommercialPolicyRegistered' : 'CommercialPolicyWithdrawn',
        policy,
      ),
    ]);
  }
}

/** The fact that an insurer shared a policy, or took it back. */
export function commercialPolicyFact(
  name: 'CommercialPolicyRegistered' | 'CommercialPolicyWithdrawn',
  { id, personId, insurerCode }: Pick<CommercialPolicy, 'id' | 'personId' | 'insurerCode'>,
): DomainEvent<typeof name, CommercialPolicyFact> {
  const payload = { policyId: id, personId, insurerCode };
  return { topic: COMMERCIAL_POLICY_TOPIC, name, version: 1, aggregateId: id, payload };
}

function requirePolicy(given: Policy): void {
  requireText({
    'input.product': [given.product, 2, 100],
    'input.holder.name': [given.holder.name, 1, 50],
  });
  if (!/^[A-Za-z0-9-]{4,40}$/.test(given.policyNumber))
    throw badUserInput({ 'input.policyNumber': '保单号须为4至40位字母、数字或连字符' });
  if (given.lastDay < given.firstDay) throw badUserInput({ 'input.lastDay': '不得早于起保日' });
  if (given.ratio < 0n || given.ratio > 1_000_000n) throw badUserInput({ 'input.ratio': '须为0至1' });
  for (const field of ['deductible', 'yearlyLimit'] as const)
    if (given[field] < 0n) throw badUserInput({ [`input.${field}`]: '不得为负' });
}
