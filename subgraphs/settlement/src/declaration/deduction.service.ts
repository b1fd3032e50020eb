import { LockMode } from '@mikro-orm/core';
import { parse } from 'csv-parse/sync';
import { badUserInput } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import type { ImportDeductionsInput } from './declaration.input.ts';
import { DeductionRowVerdict, ImportDeductionsSuccess } from './declaration.result.ts';
import { monthInRange } from './month-range.ts';
import { readDeduction, type DeductionRow } from './declaration-workflow.rule.ts';
import { Deduction, MonthlySettlement } from './monthly-settlement.entity.ts';

const MOST_ROWS = 5_000;

/** Takes files of deductions: each row gets a verdict, and what is taken is taken in one transaction. */
export class DeductionService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async import(input: ImportDeductionsInput, principal: Principal): Promise<ImportDeductionsSuccess> {
    const records = readCsv(input.csv);
    const { subject } = principal;
    const verdicts = await this.#kernel.once(
      { operation: 'importDeductions', subject, key: input.idempotencyKey },
      { csv: input.csv },
      tx => this.#import(tx, records, principal),
    );
    return Object.assign(new ImportDeductionsSuccess(), {
      accepted: verdicts.filter(({ verdict }) => verdict === 'ACCEPTED').length,
      verdicts: verdicts.map(verdict => Object.assign(new DeductionRowVerdict(), verdict)),
    });
  }

  async #import(
    tx: EntityManager,
    records: readonly (readonly string[])[],
    principal: Principal,
  ): Promise<DeductionRowVerdict[]> {
    const rows = records.map((cells, index) => ({ line: index + 2, read: readDeduction(index + 2, cells) }));
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

function readCsv(csv: string): string[][] {
  if (csv.startsWith('PK')) throw badUserInput({ 'input.csv': '须为CSV文件，不是Excel工作簿' });
  // What was written in GB18030 and read as UTF-8 holds the mark of what could not be read.
  if (csv.includes('\uFFFD')) throw badUserInput({ 'input.csv': '文件编码须为UTF-8' });
  let records: string[][];
  try {
    records = parse(csv, { bom: true, relaxColumnCount: true, skipEmptyLines: true }) as string[][];
  } catch {
    throw badUserInput({ 'input.csv': '不是可读的CSV' });
  }
  const [header, ...rows] = records;
  if (header?.map(cell => cell.trim()).join() !== '单号,机构编码,月份,类别,金额,事由') {
    throw badUserInput({ 'input.csv': '表头须为：单号,机构编码,月份,类别,金额,事由' });
  }
  if (rows.length < 1 || rows.length > MOST_ROWS)
    throw badUserInput({ 'input.csv': `须为1至${MOST_ROWS}行` });
  return rows;
}
