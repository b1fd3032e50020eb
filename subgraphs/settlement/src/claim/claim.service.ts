import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import { refusalMapper, type Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { sum } from '#kernel/vocabulary/money';
import { refuse } from '#kernel/vocabulary/result';
import {
  askingInstitution,
  refused,
  transact,
  type Outcome,
} from '../transaction/institution-transaction.ts';
import { linesOutOfForce } from '../catalogue/catalogue.rule.ts';
import { CatalogueItem } from '../foreign/catalogue-item.entity.ts';
import { VisitCancelledRefusal } from '../visit/visit.result.ts';
import { Visit } from '../visit/visit.entity.ts';
import { Claim } from './claim.entity.ts';
import type { UploadFeesInput } from './claim.input.ts';
import {
  DuplicateDetailRefusal,
  FeeAmountDiffersRefusal,
  FeeTotalDiffersRefusal,
  ItemCodeNotInForceRefusal,
  UploadFeesSuccess,
} from './claim.result.ts';
import { FeeItem } from './fee-item.entity.ts';
import { checkFeeList, feeLineProblems } from './fee-list.rule.ts';
import { NotSignedInRefusal } from '../transaction/transaction.result.ts';

const MOST_LINES = 500;

const toRefusal = refusalMapper({
  NOT_SIGNED_IN: NotSignedInRefusal,
  FEE_AMOUNT_DIFFERS: FeeAmountDiffersRefusal,
  FEE_TOTAL_DIFFERS: FeeTotalDiffersRefusal,
  DUPLICATE_DETAIL: DuplicateDetailRefusal,
  ITEM_CODE_NOT_IN_FORCE: ItemCodeNotInForceRefusal,
  VISIT_CANCELLED: VisitCancelledRefusal,
});

/** Takes fee lists (2204). Lines go to the open claim of the visit; without one a new claim is opened. */
export class ClaimService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async upload(input: UploadFeesInput, principal: Principal): Promise<UploadFeesSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    this.#checkShape(input);
    const outcome = await transact<{ claimId: string }>(this.#kernel, principal, '2204', input, tx =>
      this.#upload(tx, institution, input),
    );
    if ('refused' in outcome) return toRefusal(outcome.refused);
    const claim = await this.#kernel.em().findOneOrFail(Claim, outcome.done.claimId);
    return Object.assign(new UploadFeesSuccess(), { claim });
  }

  #checkShape({ items, visitId }: UploadFeesInput): void {
    const fields: Record<string, string> = {};
    if (!isId(visitId)) fields['input.visitId'] = '就诊标识无效';
    if (items.length < 1 || items.length > MOST_LINES) fields['input.items'] = `明细须为1至${MOST_LINES}条`;
    for (const [index, { itemName, daysOfSupply }] of items.entries()) {
      const length = [...itemName.trim()].length;
      if (length < 1 || length > 200) fields[`input.items.${index}.itemName`] = '项目名称须为1至200字';
      if (daysOfSupply != null && (daysOfSupply < 1 || daysOfSupply > 366)) {
        fields[`input.items.${index}.daysOfSupply`] = '用药天数须为1至366';
      }
    }
    if (Object.keys(fields).length > 0) throw badUserInput(fields);
  }

  async #upload(
    tx: EntityManager,
    institution: string,
    input: UploadFeesInput,
  ): Promise<Outcome<{ claimId: string }>> {
    const visit = await tx.findOne(Visit, { id: input.visitId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!visit) throw notFound('就诊');
    if (visit.institutionCode !== institution) throw forbidden('只能办理本机构的就诊');
    if (visit.channel !== 'DIRECT') throw forbidden('零星报销的费用由经办机构办理');
    if (visit.cancelledOn !== null) {
      const { cancelledOn } = visit;
      return refused(refuse('VISIT_CANCELLED', '该登记已取消，不再收取费用', { cancelledOn }).refusal);
    }
    const problems = feeLineProblems(input.items, visit.startedOn, today(this.#kernel.clock));
    if (problems.length > 0) {
      throw badUserInput(
        Object.fromEntries(
          problems.map(({ index, field, message }) => [`input.items.${index}.${field}`, message]),
        ),
      );
    }
    const claims = await tx.find(Claim, {
      visitId: visit.id,
      state: { $in: ['REGISTERED', 'PRE_SETTLED', 'SETTLED'] },
    });
    const known = await tx.find(
      FeeItem,
      { claimId: { $in: claims.map(claim => claim.id) } },
      { fields: ['detailNumber'] },
    );
    const checked = checkFeeList(input.items, input.total, new Set(known.map(item => item.detailNumber)));
    if (!checked.ok) return refused(checked.refusal);
    const expired = visit.selfPaying ? [] : await outOfForce(tx, input.items);
    if (expired.length > 0) {
      const facts = { detailNumbers: expired.map(item => item.detailNumber) };
      return refused(refuse('ITEM_CODE_NOT_IN_FORCE', '项目编码在费用发生日无效', facts).refusal);
    }
    const claimId = await this.#save(tx, visit, claims, input);
    return { done: { claimId } };
  }

  async #save(
    tx: EntityManager,
    visit: Visit,
    claims: readonly Claim[],
    { items }: UploadFeesInput,
  ): Promise<string> {
    const added = sum(items.map(item => item.amount));
    const open = claims.find(claim => claim.state !== 'SETTLED');
    const claimId = open?.id ?? newId();
    if (open) {
      await tx.nativeUpdate(
        Claim,
        { id: claimId },
        { state: 'REGISTERED', preSettled: null, total: open.total + added },
      );
    } else {
      const { id: visitId, personId, institutionCode, institutionRegion } = visit;
      await tx.insert(Claim, {
        id: claimId,
        visitId,
        personId,
        institutionCode,
        institutionRegion,
        state: 'REGISTERED',
        total: added,
        preSettled: null,
      });
    }
    await tx.insertMany(
      FeeItem,
      items.map(item => ({
        id: newId(),
        claimId,
        detailNumber: item.detailNumber,
        itemCode: item.itemCode,
        itemName: item.itemName.trim(),
        quantity: item.quantity,
        unitPrice: item.unitPrice,
        amount: item.amount,
        serviceDate: item.serviceDate,
        daysOfSupply: item.daysOfSupply ?? null,
      })),
    );
    return claimId;
  }
}

/** The lines whose code does not hold on their day; only the codes that are limited to certain days are read. */
async function outOfForce(
  tx: EntityManager,
  items: UploadFeesInput['items'],
): Promise<readonly UploadFeesInput['items'][number][]> {
  const limited = await tx.find(CatalogueItem, {
    code: { $in: [...new Set(items.map(item => item.itemCode))] },
    $or: [{ validFrom: { $ne: null } }, { validTo: { $ne: null } }],
  });
  return linesOutOfForce(items, new Map(limited.map(entry => [entry.code, entry])));
}
