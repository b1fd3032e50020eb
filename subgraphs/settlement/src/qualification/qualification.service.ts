import { badUserInput } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { Kernel } from '#kernel/server/subgraph';
import { isId } from '#kernel/persistence/id';
import { parseCalendarDate } from '#kernel/vocabulary/calendar';
import { openTable, type TableShape } from '../table-file/table-file.ts';
import { Qualification } from './qualification.entity.ts';
import type { ImportQualificationsInput, RegisterQualificationInput } from './qualification.input.ts';
import {
  ImportQualificationsSuccess,
  QualificationRefusal,
  QualificationRowVerdict,
  RegisterQualificationSuccess,
} from './qualification.result.ts';
import type { QualificationFacts, QualificationKind } from './qualification.rule.ts';
import { registerQualifications, type QualificationVerdict } from './qualification.store.ts';

const TABLE: TableShape = {
  header: ['业务编码', '版本', '参保人标识', '内容', '起始日', '终止日'],
  mostRows: 5_000,
};
const MOST_VERSIONS = 1_000_000;

/** Keeps the registers of benefit qualifications: one fact by a form, or a file of them with verdicts. */
export class QualificationService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async register(
    { idempotencyKey: key, ...given }: RegisterQualificationInput,
    { subject }: Principal,
  ): Promise<RegisterQualificationSuccess | QualificationRefusal> {
    const facts: QualificationFacts = { ...given, lastDay: given.lastDay ?? null };
    const problem = shapeProblem(facts);
    if (problem) throw badUserInput({ [`input.${problem[0]}`]: problem[1] });
    const verdict = await this.#kernel.once(
      { operation: 'registerQualification', subject, key },
      facts,
      async (tx): Promise<QualificationVerdict> =>
        (await registerQualifications(this.#kernel, tx, [facts], subject))[0]!,
    );
    if (verdict.verdict === 'ACCEPTED' || verdict.verdict === 'DUPLICATE') {
      const qualification = await this.#kernel.em().findOneOrFail(Qualification, { code: facts.code });
      return Object.assign(new RegisterQualificationSuccess(), { qualification });
    }
    const message = verdict.verdict === 'REFUSED' ? verdict.reason : '登记已有更高版本';
    const code = verdict.verdict === 'REFUSED' ? 'QUALIFICATION_REFUSED' : 'VERSION_OUTDATED';
    return Object.assign(new QualificationRefusal(), { code, message, businessCode: facts.code });
  }

  async import(
    { idempotencyKey: key, kind, ...given }: ImportQualificationsInput,
    principal: Principal,
  ): Promise<ImportQualificationsSuccess> {
    const { subject } = principal;
    const table = await openTable(this.#kernel.uploads, given, TABLE, principal);
    const rows = table.rows.map(({ line, cells, problem }) => ({
      line,
      read: problem === null ? readRow(kind, cells) : { problem },
    }));
    const verdicts = await this.#kernel.once(
      { operation: 'importQualifications', subject, key },
      { kind, ...table.content },
      async tx => {
        await table.take(tx);
        const facts = rows.flatMap(({ read }) => ('facts' in read ? [read.facts] : []));
        const decided = (await registerQualifications(this.#kernel, tx, facts, subject))[Symbol.iterator]();
        return rows.map(({ line, read }) => {
          const verdict: QualificationVerdict =
            'facts' in read ? decided.next().value! : { verdict: 'REFUSED', reason: read.problem };
          return { line, reason: null, ...verdict };
        });
      },
    );
    return Object.assign(new ImportQualificationsSuccess(), {
      accepted: verdicts.filter(({ verdict }) => verdict === 'ACCEPTED').length,
      verdicts: verdicts.map(verdict => Object.assign(new QualificationRowVerdict(), verdict)),
    });
  }
}

/** Which field cannot be one of a register, and why. */
function shapeProblem({
  code,
  version,
  personId,
}: QualificationFacts): readonly [keyof QualificationFacts, string] | null {
  if (!/^[A-Za-z0-9-]{4,40}$/.test(code)) return ['code', '业务编码须为4至40位字母、数字或连字符'];
  if (!Number.isInteger(version) || version < 1 || version > MOST_VERSIONS)
    return ['version', '版本须为正整数'];
  if (!isId(personId)) return ['personId', '参保人标识无效'];
  return null;
}

function readRow(
  kind: QualificationKind,
  cells: readonly string[],
): { readonly facts: QualificationFacts } | { readonly problem: string } {
  if (cells.length !== 6) return { problem: '须为六列' };
  const [code, version, personId, qualifier, first, last] = cells.map(cell => cell.trim()) as string[];
  const firstDay = parseCalendarDate(first!);
  const lastDay = last === '' ? null : parseCalendarDate(last!);
  if (!firstDay.ok || (lastDay !== null && !lastDay.ok)) return { problem: '日期须为YYYY-MM-DD' };
  const facts: QualificationFacts = {
    kind,
    code: code!,
    version: Number(version),
    personId: personId!,
    qualifier: qualifier!,
    firstDay: firstDay.value,
    lastDay: lastDay === null ? null : lastDay.value,
  };
  const problem = shapeProblem(facts);
  return problem ? { problem: problem[1] } : { facts };
}
