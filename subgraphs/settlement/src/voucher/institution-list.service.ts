import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { ratio } from '#kernel/vocabulary/money';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import { requireText } from '../text.ts';
import { InstitutionListing } from './institution-listing.entity.ts';
import type { ListInstitutionInput } from './voucher.input.ts';
import { ListInstitutionSuccess } from './voucher.result.ts';

const WHOLE = ratio('1');

/** Keeps the black and the white list; what an institution was on, since when and why, stays. */
export class InstitutionLists {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async list(input: ListInstitutionInput, principal: Principal): Promise<ListInstitutionSuccess> {
    requireText({ 'input.reason': [input.reason, 2, 200] });
    const share = input.prepaidShare ?? null;
    if ((input.list === 'WHITE') !== (share !== null) || (share !== null && (share <= 0n || share > WHOLE))) {
      throw badUserInput({ 'input.prepaidShare': '白名单须填预付比例（大于0，至多1），其他不填' });
    }
    const { idempotencyKey: key, ...content } = input;
    const { subject } = principal;
    const { id } = await this.#kernel.once({ operation: 'listInstitution', subject, key }, content, tx =>
      this.#list(tx, input, principal),
    );
    const listing = id ? await this.#kernel.em().findOneOrFail(InstitutionListing, { id }) : null;
    return Object.assign(new ListInstitutionSuccess(), { listing });
  }

  async #list(
    tx: EntityManager,
    { institutionCode, list, prepaidShare, reason }: ListInstitutionInput,
    principal: Principal,
  ): Promise<{ id: string | null }> {
    const institution = await tx.findOne(InstitutionCopy, { code: institutionCode });
    if (!institution) throw notFound('定点医药机构');
    if (!institution.region.startsWith(regionLimit(principal) ?? '')) throw forbidden('不在您的数据范围内');
    await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`listing:${institutionCode}`]);
    const now = this.#kernel.clock.now();
    await tx.nativeUpdate(InstitutionListing, { institutionCode, until: null }, { until: now });
    const id = list ? newId() : null;
    if (list && id) {
      await tx.insert(InstitutionListing, {
        id,
        institutionCode,
        list,
        prepaidShare: prepaidShare ?? null,
        reason: reason.trim(),
        listedBy: principal.subject,
        since: now,
        until: null,
      });
    }
    await this.#kernel.audit.record(tx, {
      action: 'InstitutionListing.LIST',
      details: { institutionCode, list: list ?? null, reason },
    });
    return { id };
  }
}
