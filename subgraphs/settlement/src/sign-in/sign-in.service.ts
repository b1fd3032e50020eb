import { LockMode } from '@mikro-orm/core';
import { notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import { refused, senderOf, transact } from '../transaction/institution-transaction.ts';
import { SignIn } from './sign-in.entity.ts';
import {
  signInRefusal,
  SignInSuccess,
  SignOutSuccess,
  type SignInInput,
  type SignOutInput,
} from './sign-in.result.ts';
import { admits } from './sign-in.rule.ts';

/** Operators of institutions begin and end their day (9001, 9002). */
export class SignInService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async signIn(input: SignInInput, principal: Principal): Promise<SignInSuccess | Refusal> {
    const outcome = await transact<{ number: string }>(this.#kernel, principal, '9001', input, tx =>
      this.#signIn(tx, principal),
    );
    if ('refused' in outcome) return signInRefusal(outcome.refused);
    return Object.assign(new SignInSuccess(), { signIn: await this.#read(outcome.done.number) });
  }

  async signOut(input: SignOutInput, principal: Principal): Promise<SignOutSuccess | Refusal> {
    const { number } = input;
    const outcome = await transact<{ number: string }>(this.#kernel, principal, '9002', input, async tx => {
      const signIn = await tx.findOne(SignIn, { number }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const own = admits('REQUIRED', { signIn }, senderOf(this.#kernel, principal));
      if (!own.ok) return refused(own.refusal);
      await tx.nativeUpdate(SignIn, { number }, { signedOutAt: this.#kernel.clock.now() });
      return { done: { number } };
    });
    if ('refused' in outcome) return signInRefusal(outcome.refused);
    return Object.assign(new SignOutSuccess(), { signIn: await this.#read(number) });
  }

  async #signIn(
    tx: EntityManager,
    { subject: operator, institution }: Principal,
  ): Promise<{ done: { number: string } }> {
    const institutionCode = institution!;
    const { clock } = this.#kernel;
    const day = today(clock);
    // One after the other in an institution: whoever has signed in keeps the number, and no two get the same one.
    await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`sign-in:${institutionCode}`]);
    const stands = await tx.findOne(SignIn, { institutionCode, operator, day, signedOutAt: null });
    if (stands) return { done: { number: stands.number } };
    const where = await tx.findOne(InstitutionCopy, { code: institutionCode });
    if (!where) throw notFound('定点医药机构');
    const earlier = await tx.count(SignIn, { institutionCode, day });
    const serial = String(earlier + 1).padStart(10, '0');
    const number = `${institutionCode}${day.replaceAll('-', '')}${serial}`;
    await tx.insert(SignIn, {
      id: newId(),
      number,
      institutionCode,
      institutionRegion: where.region,
      operator,
      day,
      signedInAt: clock.now(),
      signedOutAt: null,
    });
    return { done: { number } };
  }

  #read(number: string): Promise<SignIn> {
    return this.#kernel.em().findOneOrFail(SignIn, { number });
  }
}
