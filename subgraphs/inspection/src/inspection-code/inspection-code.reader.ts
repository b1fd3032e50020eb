import { INSPECTION_CODE_TOPIC, type InspectionCodeChangedPayload } from '#schema/events/inspection.events';
import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { groupedBy, inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { institutionLimit, type Principal } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import type { Children } from '#kernel/persistence/page-per-parent';
import type { Kernel } from '#kernel/server/subgraph';
import { codeRange, codeRangeSql, VISIBLE_TO_INSTITUTION } from '../data-range.ts';
import { InspectionCode, InspectionCodeMove, InspectionParty } from './inspection-code.entity.ts';
import type { InspectionCodeFilter } from './inspection-code.input.ts';
import { InspectionTask } from './inspection-task.entity.ts';
import { LawEnforcementOfficer } from './officer.entity.ts';

/** Reads inspection codes inside the asker's range; every field of a list costs one statement for all rows. */
export class InspectionCodeReader {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  byId(context: SubgraphContext, id: string): Promise<InspectionCode | null> {
    if (!isId(id)) return Promise.resolve(null);
    return context
      .loader<string, InspectionCode>('InspectionCode', async ids => {
        const range = codeRange(context.principal);
        const rows = await context.em.find(InspectionCode, {
          $and: [{ id: { $in: [...ids] } }, range],
        } as never);
        return inOrder(ids, rows, code => code.id);
      })
      .load(id);
  }

  async page(
    context: SubgraphContext,
    filter: InspectionCodeFilter,
    page: ConnectionArguments,
  ): Promise<Connection<InspectionCode>> {
    const binding = `inspectionCodes:${JSON.stringify([filter.states, filter.institutionCode, filter.taskNumber])}`;
    const after = positionAfter(this.#kernel.cursors, binding, page);
    const rows = await context.em.find(
      InspectionCode,
      {
        $and: [
          codeRange(context.principal),
          after === null ? {} : { id: { $lt: String(after[0]) } },
          filter.states ? { state: { $in: filter.states } } : {},
          filter.institutionCode ? { institutionCode: filter.institutionCode } : {},
          filter.taskNumber ? { task: { number: filter.taskNumber } } : {},
        ],
      } as never,
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(this.#kernel.cursors, binding, page, rows, code => [code.id]);
  }

  /** A page of an institution's codes, newest first. */
  ofInstitution(
    context: SubgraphContext,
    institutionCode: string,
    page: ConnectionArguments,
  ): Promise<Connection<InspectionCode>> {
    const children: Children<InspectionCode> = {
      type: InspectionCode,
      from: 'inspection.inspection_code',
      parent: { column: 'institution_code', type: 'text' },
      order: ['id'],
      direction: 'desc',
      where: codeRangeSql(context.principal),
    };
    const field = 'Institution.inspectionCodes';
    return pageOfChildren(context, this.#kernel.cursors, field, children, institutionCode, page);
  }

  task(context: SubgraphContext, code: InspectionCode): Promise<InspectionTask | null> {
    return context
      .loader<string, InspectionTask>('InspectionCode.task', async ids =>
        inOrder(ids, await context.em.find(InspectionTask, { id: { $in: [...ids] } }), task => task.id),
      )
      .load(code.task.id);
  }

  async officers(context: SubgraphContext, code: InspectionCode): Promise<LawEnforcementOfficer[]> {
    const loader = context.loader<string, LawEnforcementOfficer[]>('InspectionCode.officers', async ids => {
      const rows: { inspection_code_id: string; officer_id: string }[] = await context.em.execute(
        `select inspection_code_id, officer_id from inspection.inspection_code_officer
         where inspection_code_id = any(?::uuid[]) order by officer_id`,
        [`{${ids.join(',')}}`],
      );
      const officers = await context.em.find(LawEnforcementOfficer, {
        id: { $in: rows.map(row => row.officer_id) },
      });
      const byId = new Map(officers.map(officer => [officer.id, officer]));
      return groupedBy(ids, rows, row => row.inspection_code_id).map(group =>
        group.flatMap(row => byId.get(row.officer_id) ?? []),
      );
    });
    return (await loader.load(code.id)) ?? [];
  }

  async parties(context: SubgraphContext, code: InspectionCode): Promise<InspectionParty[]> {
    const loader = context.loader<string, InspectionParty[]>('InspectionCode.departments', async ids => {
      const rows = await context.em.find(
        InspectionParty,
        { inspectionCodeId: { $in: [...ids] } },
        { orderBy: { role: 'asc', department: 'asc' } },
      );
      return groupedBy(ids, rows, row => row.inspectionCodeId);
    });
    return (await loader.load(code.id)) ?? [];
  }

  /** The moves of a code; what happened before it was sent is not for the inspected party. */
  async history(context: SubgraphContext, code: InspectionCode): Promise<InspectionCodeMove[]> {
    const loader = context.loader<string, InspectionCodeMove[]>('InspectionCode.history', async ids => {
      const rows = await context.em.find(
        InspectionCodeMove,
        { inspectionCodeId: { $in: [...ids] } },
        { orderBy: { inspectionCodeId: 'asc', sequence: 'asc' } },
      );
      return groupedBy(ids, rows, row => row.inspectionCodeId);
    });
    const moves = (await loader.load(code.id)) ?? [];
    if (institutionLimit(context.principal) === null) return moves;
    const sent = moves.findIndex(move => move.act === 'SEND');
    return sent === -1 ? [] : moves.slice(sent);
  }

  /** Moves as they happen; each is checked against the asker's range anew. */
  changes(context: SubgraphContext, after: string | null | undefined) {
    return this.#kernel.streams.facts({
      topic: INSPECTION_CODE_TOPIC,
      after,
      event: async fact => {
        const { inspectionCodeId, fromState, toState, act } = fact.payload as InspectionCodeChangedPayload;
        // An inspected party hears of nothing that happened before the sending, even when it comes later.
        const isOwn = institutionLimit(context.principal) !== null;
        if (isOwn && !VISIBLE_TO_INSTITUTION.includes(toState)) return null;
        const inspectionCode = await this.#visible(context.principal, inspectionCodeId);
        return inspectionCode && { inspectionCode, fromState, toState, act, occurredAt: fact.occurredAt };
      },
    });
  }

  #visible(principal: Principal, id: string): Promise<InspectionCode | null> {
    return this.#kernel.em().findOne(InspectionCode, { $and: [{ id }, codeRange(principal)] } as never);
  }
}
