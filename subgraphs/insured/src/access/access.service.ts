import type { AccessBook, AccessChange } from '#kernel/access/access-book';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import type { RefusalFacts, Result } from '#kernel/vocabulary/result';
import { outcomeOf } from '../enrolment/outcome.ts';
import {
  proposalOf,
  requireReason,
  type DecideAccessChangeInput,
  type ProposeAccessChangeInput,
} from './access-change.input.ts';

/** A change as it now stands, or why it was refused. */
export type Changed = { readonly change: AccessChange } | { readonly refusal: RefusalFacts };

/** Serves the book of access, which belongs to the door and not to this subgraph, to the administrators. */
export class AccessService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get book(): AccessBook {
    if (!this.#kernel.access) throw new Error('this process was given no book of access');
    return this.#kernel.access;
  }

  propose(input: ProposeAccessChangeInput, asker: Principal): Promise<Changed> {
    const proposal = proposalOf(input);
    return this.#once('proposeAccessChange', input, asker, tx =>
      this.book.propose(tx, proposal, input.reason.trim(), asker),
    );
  }

  decide(input: DecideAccessChangeInput, asker: Principal): Promise<Changed> {
    requireReason(input.reason);
    return this.#once('decideAccessChange', input, asker, tx => this.book.decide(tx, input, asker));
  }

  async #once(
    operation: string,
    input: { readonly idempotencyKey: string },
    { subject }: Principal,
    work: (tx: EntityManager) => Promise<Result<string, RefusalFacts>>,
  ): Promise<Changed> {
    const act = { operation, subject, key: input.idempotencyKey };
    const outcome = await this.#kernel.once(act, input, async tx => outcomeOf(await work(tx)));
    if ('refusal' in outcome) return outcome;
    await this.book.announce(outcome.id);
    return { change: (await this.book.change(this.#kernel.em(), outcome.id))! };
  }
}
