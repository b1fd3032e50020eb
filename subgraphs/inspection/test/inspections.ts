import type { TestSubgraph } from '#test/subgraph';
import {
  addOfficers,
  HOSPITAL,
  INSPECTOR,
  key,
  registerInstitution,
  registerPharmacy,
  startInspection,
} from './stage.ts';

/** The hospital that is inspected, asking for itself. */
export const INSTITUTION = { role: 'INSTITUTION', institution: HOSPITAL, subject: 'hospital' } as const;
export const LEAD = '市医保局';
export const MEMBER = '市药监局';

const FIELDS = `__typename
  ... on Refusal { code message
    ... on InspectionCodeStateRefusal { fromState act allowed }
    ... on TooFewOfficersRefusal { officers required }
    ... on CertificateNotValidRefusal { officerIds }
    ... on InspectionDepartmentRefusal { department }
    ... on InspectionCodeExistsRefusal { inspectionCodeId } }`;

export const result = (department: string) => ({ department, finding: 'NO_PROBLEM', result: '未发现问题' });

/** A graph with institutions and officers, and the steps by which an inspection is brought to where a test begins. */
export class Inspections {
  readonly graph: TestSubgraph;
  readonly officers: readonly string[];
  #tasks = 0;

  private constructor(graph: TestSubgraph, officers: readonly string[]) {
    this.graph = graph;
    this.officers = officers;
  }

  static async start(): Promise<Inspections> {
    const graph = await startInspection();
    await registerInstitution(graph);
    await registerInstitution(graph, { code: 'H31010400002', region: '310104', ownership: 'PUBLIC' });
    await registerPharmacy(graph);
    return new Inspections(graph, await addOfficers(graph, 2));
  }

  draftInput(overrides: Record<string, unknown> = {}, task: Record<string, unknown> = {}) {
    return {
      idempotencyKey: key(),
      institutionCode: HOSPITAL,
      officerIds: this.officers,
      departments: [{ department: LEAD, role: 'LEAD' }],
      task: {
        number: `T-${(this.#tasks += 1)}`,
        matter: '医保基金使用情况',
        field: 'MEDICAL_INSTITUTION',
        source: 'PLAN',
        category: 'ROUTINE',
        form: 'ON_SITE',
        plannedFrom: '2026-03-20',
        plannedTo: '2026-03-30',
        ...task,
      },
      ...overrides,
    };
  }

  /** Runs one of the mutations; `verb` names its input and result. */
  async run(verb: string, input: object, asker = INSPECTOR as object) {
    const field = verb[0]!.toLowerCase() + verb.slice(1);
    const data = await this.graph.data(
      `mutation ($input: ${verb}Input!) { result: ${field}(input: $input) {
         ${FIELDS} ... on ${verb}Success { inspectionCode { id state code caseCode platform rating } } } }`,
      { input },
      asker as typeof INSPECTOR,
    );
    return data.result;
  }

  act(verb: string, id: string, more: object = {}, asker: object = INSPECTOR) {
    return this.run(verb, { idempotencyKey: key(), id, ...more }, asker);
  }

  async draft(overrides = {}, task = {}): Promise<string> {
    return (await this.run('DraftInspectionCode', this.draftInput(overrides, task))).inspectionCode.id;
  }

  async issued(overrides = {}): Promise<{ id: string; code: string }> {
    const id = await this.draft(overrides);
    return { id, code: (await this.act('ApplyInspectionCode', id)).inspectionCode.code };
  }

  async sent(overrides = {}): Promise<{ id: string; code: string }> {
    const code = await this.issued(overrides);
    await this.act('SendInspectionCode', code.id);
    return code;
  }
}
