import { INSTITUTION_TOPIC, type InstitutionRegistered } from '#schema/events/inspection.events';
import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { badUserInput, forbidden } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import type { RefusalFacts } from '#kernel/vocabulary/result';
import { coversRegion } from '../data-range.ts';
import { Institution } from './institution.entity.ts';
import {
  RegisterInstitutionSuccess,
  toRegistrationRefusal,
  type InstitutionFilter,
  type RegisterInstitutionInput,
} from './institution.input.ts';
import { checkRegistration, isInstitutionCode } from './institution.rule.ts';
import type { InstitutionFacts } from './institution.terms.ts';

/** The public register of designated institutions; every change of it is announced. */
export class InstitutionService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  byCode(context: SubgraphContext, code: string): Promise<Institution | null> {
    return context
      .loader<string, Institution>('Institution', async codes =>
        inOrder(codes, await context.em.find(Institution, { code: { $in: [...codes] } }), each => each.code),
      )
      .load(code);
  }

  async page(
    context: SubgraphContext,
    filter: InstitutionFilter,
    page: ConnectionArguments,
  ): Promise<Connection<Institution>> {
    const { region, level, kind, ownership, state, search } = filter;
    if (region && !/^\d{2,6}$/.test(region)) throw badUserInput({ region: '须为 2 到 6 位行政区划代码' });
    if (search && [...search].length > 50) throw badUserInput({ search: '最多 50 个字符' });
    const binding = `institutions:${JSON.stringify([region, level, kind, ownership, state, search])}`;
    const after = positionAfter(this.#kernel.cursors, binding, page);
    const rows = await context.em.find(
      Institution,
      {
        $and: [
          after === null ? {} : { code: { $gt: String(after[0]) } },
          region ? { region: { $like: `${region}%` } } : {},
          search ? { name: { $like: `%${search.replaceAll(/[\\%_]/g, '\\$&')}%` } } : {},
          ...Object.entries({ level, kind, ownership, state }).flatMap(([field, value]) =>
            value ? [{ [field]: value }] : [],
          ),
        ],
      } as never,
      { orderBy: { code: 'asc' }, limit: page.first + 1 },
    );
    return pageOf(this.#kernel.cursors, binding, page, rows, institution => [institution.code]);
  }

  async register(
    input: RegisterInstitutionInput,
    principal: Principal,
  ): Promise<RegisterInstitutionSuccess | Refusal> {
    const { idempotencyKey: key, ...facts } = input;
    if (!isInstitutionCode(facts.code)) throw badUserInput({ code: '须为 12 位定点医药机构编码' });
    if (facts.name.trim() === '' || facts.name.length > 200)
      throw badUserInput({ name: '长度须在 1 到 200 之间' });
    if (!coversRegion(principal, facts.region)) throw forbidden('机构不在管辖区域内');
    const act = { operation: 'registerInstitution', subject: principal.subject, key };
    const outcome = await this.#kernel.once<{ refusal?: RefusalFacts }>(act, input, async tx => {
      const decision = checkRegistration(facts, await tx.findOne(Institution, { code: facts.code }));
      if (!decision.ok) return { refusal: decision.refusal };
      await this.save(tx, [{ ...facts, speciality: facts.speciality ?? null }]);
      return {};
    });
    if (outcome.refusal) return toRegistrationRefusal(outcome.refusal);
    const institution = await this.#kernel.em().findOneOrFail(Institution, { code: facts.code });
    return Object.assign(new RegisterInstitutionSuccess(), { institution });
  }

  /** Saves institutions and announces them, in the caller's transaction. */
  async save(tx: EntityManager, institutions: readonly InstitutionFacts[]): Promise<void> {
    await tx.upsertMany(Institution, institutions as Institution[]);
    await this.#kernel.outbox.add(
      tx,
      institutions.map(({ code, name, level, kind, ownership, region, state }): InstitutionRegistered => ({
        topic: INSTITUTION_TOPIC,
        name: 'InstitutionRegistered',
        version: 1,
        aggregateId: code,
        payload: { code, name, level, kind, ownership, region, state },
      })),
    );
  }
}
