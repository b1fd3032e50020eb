import type { Emergency, EmergencyReadings } from '#kernel/access/emergency-readings';
import { notFound } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import type { RefusalFacts, Result } from '#kernel/vocabulary/result';
import { outcomeOf } from '../enrolment/outcome.ts';
import { InsuredPerson } from '../person/insured-person.entity.ts';
import type { PersonService } from '../person/insured-person.service.ts';
import {
  emergencyAsked,
  written,
  type BeginEmergencyReadingInput,
  type EndEmergencyReadingInput,
  type ReviewEmergencyReadingInput,
} from './emergency.input.ts';

/** An emergency as it now stands, or why it was refused. */
export type EmergencyOutcome = { readonly emergency: Emergency } | { readonly refusal: RefusalFacts };

/** Serves emergencies, which belong to the door and not to this subgraph, for the persons of this subgraph. */
export class EmergencyService {
  readonly #kernel: Kernel;
  readonly #persons: PersonService;

  constructor(kernel: Kernel, persons: PersonService) {
    this.#kernel = kernel;
    this.#persons = persons;
  }

  get readings(): EmergencyReadings {
    if (!this.#kernel.emergencies) throw new Error('this process was given no emergencies');
    return this.#kernel.emergencies;
  }

  begin(input: BeginEmergencyReadingInput, asker: Principal): Promise<EmergencyOutcome> {
    const asked = emergencyAsked(input);
    return this.#once('beginEmergencyReading', input, asker, async tx => {
      const inRange = { $and: [{ id: asked.personId }, this.#persons.range(asker)] };
      const known = isId(asked.personId) && (await tx.count(InsuredPerson, inRange as never)) > 0;
      if (!known) throw notFound('参保人');
      return this.readings.begin(tx, asked, asker);
    });
  }

  end(input: EndEmergencyReadingInput, asker: Principal): Promise<EmergencyOutcome> {
    return this.#once('endEmergencyReading', input, asker, tx =>
      this.readings.end(tx, input.emergencyId, asker),
    );
  }

  review(input: ReviewEmergencyReadingInput, asker: Principal): Promise<EmergencyOutcome> {
    const { emergencyId: id, justified } = input;
    const finding = written('finding', input.finding);
    return this.#once('reviewEmergencyReading', input, asker, tx =>
      this.readings.review(tx, { id, justified, finding }, asker),
    );
  }

  async #once(
    operation: string,
    input: { readonly idempotencyKey: string },
    { subject }: Principal,
    work: (tx: EntityManager) => Promise<Result<string, RefusalFacts>>,
  ): Promise<EmergencyOutcome> {
    const act = { operation, subject, key: input.idempotencyKey };
    const outcome = await this.#kernel.once(act, input, async tx => outcomeOf(await work(tx)));
    if ('refusal' in outcome) return outcome;
    await this.readings.announce(outcome.id);
    return { emergency: (await this.readings.find(this.#kernel.em(), outcome.id))! };
  }
}
