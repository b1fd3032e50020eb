import { INSPECTION_CODE_TOPIC, type InspectionCodeChangedPayload } from '#schema/events/inspection.events';
import {
  checkPage,
  pageOf,
  positionAfter,
  type Connection,
  type ConnectionArguments,
} from '#kernel/graphql/connection';
import { groupedBy, inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { institutionLimit, type Principal } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { codeRange, codeRangeSql, VISIBLE_TO_INSTITUTION } from '../data-range.ts';
import { newestPerParent } from '../newest-per-parent.ts';
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

  /** One page of codes for each institution that asks in this request, newest first. */
  async ofInstitution(
    context: SubgraphContext,
    institutionCode: string,
    page: ConnectionArguments,
  ): Promise<Connection<InspectionCode>> {
    checkPage(page);
    const { cursors } = this.#kernel;
    const bindingOf = (code: string) => `Institution.inspectionCodes:${code}`;
    const after = positionAfter(cursors, bindingOf(institutionCode), page);
    const loader = context.loader<string, InspectionCode[]>(
      `Institution.inspectionCodes ${page.first} ${page.after ?? ''}`,
      async institutions => {
        const ids = await newestPerParent(context.em, {
          from: 'inspection.inspection_code c',
          parent: 'c.institution_code',
          parentType: 'varchar',
          parents: institutions,
          id: 'c.id',
          where: codeRangeSql(context.principal, 'c'),
          first: page.first,
          after: after === null ? null : String(after[0]),
        });
        const rows = await context.em.find(InspectionCode, { id: { $in: [...ids.values()].flat() } });
        const byId = new Map(rows.map(row => [row.id, row]));
        return institutions.map(code => (ids.get(code) ?? []).flatMap(id => byId.get(id) ?? []));
      },
    );
    const rows = (await loader.load(institutionCode)) ?? [];
    return pageOf(cursors, bindingOf(institutionCode), page, rows, code => [code.id]);
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
