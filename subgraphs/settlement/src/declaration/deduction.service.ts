import { LockMode } from '@mikro-orm/core';
import type { Principal } from '#kernel/identity/principal';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { openTable, type TableFile, type TableShape } from '../table-file/table-file.ts';
import type { ImportDeductionsInput } from './declaration.input.ts';
import { DeductionRowVerdict, ImportDeductionsSuccess } from './declaration.result.ts';
import { monthInRange } from './month-range.ts';
import { readDeduction, unreadable, type DeductionRow } from './declaration-workflow.rule.ts';
import { Deduction, MonthlySettlement } from './monthly-settlement.entity.ts';

const TABLE: TableShape = {
  header: ['单号', '机构编码', '月份', '类别', '金额', '事由'],
  mostRows: 5_000,
};

/** Takes files of deductions: each row gets a verdict, and what is taken is taken in one transaction. */
export class DeductionService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async import(input: ImportDeductionsInput, principal: Principal): Promise<ImportDeductionsSuccess> {
    const table = await openTable(this.#kernel.uploads, input, TABLE, principal);
    const { subject } = principal;
    const verdicts = await this.#kernel.once(
      { operation: 'importDeductions', subject, key: input.idempotencyKey },
      table.content,
      tx => this.#import(tx, table, principal),
    );
    return Object.assign(new ImportDeductionsSuccess(), {
      accepted: verdicts.filter(({ verdict }) => verdict === 'ACCEPTED').length,
      verdicts: verdicts.map(verdict => Object.assign(new DeductionRowVerdict(), verdict)),
    });
  }

  async #import(tx: EntityManager, table: TableFile, principal: Principal): Promise<DeductionRowVerdict[]> {
    await table.take(tx);
    const rows = table.rows.map(({ line, cells, problem }) => ({
      line,
      read: problem === null ? readDeduction(line, cells) : unreadable(problem),
    }));
    const readable = rows.flatMap(({ read }) => (read.ok ? [read.value] : []));
    const months = await openMonths(tx, readable, principal);
    const numbers = readable.map(({ number }) => number);
    const taken = await tx.find(Deduction, { number: { $in: numbers } }, { fields: ['number'] });
    const known = new Set(taken.map(({ number }) => number));
    const deductions: Deduction[] = [];
    const verdicts = rows.map(({ line, read }): DeductionRowVerdict => {
      if (!read.ok) return { line, verdict: 'REFUSED', reason: read.refusal.message };
      const { number, amount, kind, reason, institutionCode, month } = read.value;
      if (known.has(number)) return { line, verdict: 'DUPLICATE', reason: '单号已导入' };
      const open = months.get(`${institutionCode}/${month}`);
      if (!open) return { line, verdict: 'REFUSED', reason: '机构该月没有待核定的申报' };
      if (open.deducted + amount > open.declared)
        return { line, verdict: 'REFUSED', reason: '扣款超过申报金额' };
      known.add(number);
      open.deducted += amount;
      const whose = { monthlySettlementId: open.id, importedBy: principal.subject };
      deductions.push({ id: newId(), ...whose, number, kind, amount, reason });
      return { line, verdict: 'ACCEPTED', reason: null };
    });
    if (deductions.length > 0) await this.#save(tx, deductions, months);
    return verdicts;
  }

  async #save(
    tx: EntityManager,
    deductions: readonly Deduction[],
    months: ReadonlyMap<string, OpenMonth>,
  ): Promise<void> {
    await bulkInsert(tx, Deduction, deductions);
    const touched = new Set(deductions.map(({ monthlySettlementId }) => monthlySettlementId));
    const changed = [...months.values()].filter(({ id }) => touched.has(id));
    await tx.execute(
      `update "settlement"."monthly_settlement" m set deducted = changed.deducted
       from jsonb_to_recordset(?::jsonb) as changed (id uuid, deducted bigint) where m.id = changed.id`,
      [JSON.stringify(changed.map(({ id, deducted }) => ({ id, deducted: deducted.toString() })))],
    );
    await this.#kernel.audit.record(tx, {
      action: 'importDeductions',
      details: { rows: deductions.length, months: [...touched] },
    });
  }
}

interface OpenMonth {
  readonly id: string;
  readonly declared: bigint;
  deducted: bigint;
}

/** The declared months that rows name and that still take deductions, locked, by institution and month. */
async function openMonths(
  tx: EntityManager,
  rows: readonly DeductionRow[],
  principal: Principal,
): Promise<ReadonlyMap<string, OpenMonth>> {
  const found = await tx.find(
    MonthlySettlement,
    {
      institutionCode: { $in: [...new Set(rows.map(row => row.institutionCode))] },
      month: { $in: [...new Set(rows.map(row => row.month))] },
      state: 'DECLARED',
    },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  return new Map(
    found
      .filter(month => monthInRange(principal, month))
      .map(({ id, institutionCode, month, declared, deducted }) => [
        `${institutionCode}/${month}`,
        { id, declared, deducted },
      ]),
  );
}
