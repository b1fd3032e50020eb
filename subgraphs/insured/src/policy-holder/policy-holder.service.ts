import { rateLimited } from '#kernel/graphql/errors';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { PersonService } from '../person/insured-person.service.ts';
import type { MatchPolicyHolderInput } from './policy-holder.input.ts';

/** Refused matches of one insurer on one day, unless configured otherwise: room for slips of the pen, none for a search. */
const REFUSED_MATCHES_PER_DAY = 100;

type MatchAnswer = { readonly personId: string } | { readonly refused: 'PERSON_DIFFERS' | 'RATE_LIMITED' };

/** Tells insurers whether they know a person; one that guesses learns nothing, and is stopped. */
export class PolicyHolderService {
  readonly #kernel: Kernel;
  readonly #persons: PersonService;
  readonly #perDay: number;

  constructor(kernel: Kernel, persons: PersonService) {
    this.#kernel = kernel;
    this.#persons = persons;
    this.#perDay = Number(kernel.settings['REFUSED_MATCHES_PER_DAY'] ?? REFUSED_MATCHES_PER_DAY);
  }

  /**
   * Whose name and identity number these are. A number that nobody has, a name that is another's and a person who was
   * erased are one and the same refusal. After too many on one day the insurer is told nothing more until the next, not
   * even of who is right. Whoever is told so knows name and number as if they had read them: each answer is on record.
   */
  async match(
    input: MatchPolicyHolderInput,
    insurerCode: string,
  ): Promise<Result<string, RefusalFacts<'PERSON_DIFFERS'>>> {
    const answer = await this.#kernel.transaction(async tx => {
      const answered = await this.#answer(tx, input, insurerCode);
      await this.#record(tx, answered);
      return answered;
    });
    if ('personId' in answer) return accept(answer.personId);
    if (answer.refused === 'RATE_LIMITED') throw rateLimited(`当日核对不一致已达上限 ${this.#perDay} 次`);
    return refuse(answer.refused, '姓名与公民身份号码与参保登记不一致');
  }

  async #answer(tx: EntityManager, input: MatchPolicyHolderInput, insurerCode: string): Promise<MatchAnswer> {
    if ((await this.#refused(tx, insurerCode, 0)) >= this.#perDay) return { refused: 'RATE_LIMITED' };
    const person = await this.#persons.named(tx, input, 'input');
    if (person) return { personId: person.id };
    await this.#refused(tx, insurerCode, 1);
    return { refused: 'PERSON_DIFFERS' };
  }

  /** Counts refusals of today, none or one more; the count is held, so that questions sent at once count one after the other. */
  async #refused(tx: EntityManager, insurerCode: string, more: number): Promise<number> {
    const [row] = await tx.execute<{ refused: number }[]>(
      `insert into insured.refused_match as today (insurer_code, day, refused) values (?, ?, ?)
       on conflict (insurer_code, day) do update set refused = today.refused + excluded.refused returning refused`,
      [insurerCode, today(this.#kernel.clock), more],
    );
    return Number(row!.refused);
  }

  #record(tx: EntityManager, answer: MatchAnswer): Promise<void> {
    const action = 'matchPolicyHolder';
    return this.#kernel.audit.record(
      tx,
      'personId' in answer
        ? { kind: 'REVEAL', action, rowId: answer.personId, personId: answer.personId }
        : { kind: 'REFUSAL', action, details: { code: answer.refused } },
    );
  }
}
