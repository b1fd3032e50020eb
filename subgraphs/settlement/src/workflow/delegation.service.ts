import { badUserInput } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { addDays, today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { requireText } from '../text.ts';
import { Delegation } from './delegation.entity.ts';

const LONGEST_DAYS = 90;

export interface DelegationRequest {
  readonly idempotencyKey: string;
  readonly to: string;
  readonly firstDay: CalendarDate;
  readonly lastDay: CalendarDate;
  readonly reason: string;
}

/** Lends a right to somebody else for some days; who lends it holds it. */
export class DelegationService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async delegate(
    scope: string,
    { idempotencyKey: key, ...request }: DelegationRequest,
    { subject }: Principal,
  ): Promise<Delegation> {
    requireText({ 'input.reason': [request.reason, 2, 200], 'input.to': [request.to, 1, 200] });
    const { to, firstDay, lastDay } = request;
    const fields: Record<string, string> = {};
    if (to === subject) fields['input.to'] = '不得委托本人';
    if (firstDay < today(this.#kernel.clock)) fields['input.firstDay'] = '不得早于今天';
    if (lastDay < firstDay || lastDay > addDays(firstDay, LONGEST_DAYS))
      fields['input.lastDay'] = `须在开始日期之后${LONGEST_DAYS}天之内`;
    if (Object.keys(fields).length > 0) throw badUserInput(fields);
    const { id } = await this.#kernel.once(
      { operation: 'delegate', subject, key },
      { scope, ...request },
      async tx => {
        const delegation: Delegation = { id: newId(), from: subject, scope, ...request };
        await tx.insert(Delegation, delegation);
        const details = { to, scope, firstDay, lastDay };
        await this.#kernel.audit.record(tx, { action: 'delegate', rowId: delegation.id, details });
        return { id: delegation.id };
      },
    );
    return this.#kernel.em().findOneOrFail(Delegation, id);
  }
}
