import { startTestSubgraph, type Asker, type TestSubgraph } from '#test/subgraph';
import { newId } from '#kernel/persistence/id';
import { LawEnforcementOfficer } from '../src/inspection-code/officer.entity.ts';
import { subgraph } from '../src/subgraph.ts';

export const INSPECTOR: Asker = { role: 'INSPECTOR', subject: 'inspector' };
export const HOSPITAL = 'H31010100001';
export const PHARMACY = 'P31010400001';

export const startInspection = (): Promise<TestSubgraph> => startTestSubgraph(subgraph);

let keys = 0;
/** A fresh idempotency key. */
export const key = (): string => `test-key-${(keys += 1)}`;

/** Registers an institution over the API; a private hospital of the first district by default. */
export function registerInstitution(graph: TestSubgraph, overrides: object = {}) {
  const input = {
    idempotencyKey: key(),
    code: HOSPITAL,
    name: '试验民营医院',
    region: '310101',
    level: 'SECONDARY',
    kind: 'HOSPITAL',
    ownership: 'PRIVATE',
    state: 'ACTIVE',
    designatedSince: '2020-01-01',
    ...overrides,
  };
  return graph.data(
    `mutation ($input: RegisterInstitutionInput!) { registerInstitution(input: $input) {
       __typename ... on RegisterInstitutionSuccess { institution { code state level } } ... on Refusal { code message } } }`,
    { input },
    INSPECTOR,
  );
}

export const registerPharmacy = (graph: TestSubgraph, overrides: object = {}) =>
  registerInstitution(graph, {
    code: PHARMACY,
    name: '试验药房',
    region: '310104',
    level: 'NONE',
    kind: 'PHARMACY',
    ...overrides,
  });

/** Puts officers into the register; it is kept by the personnel office, not over the API. */
export async function addOfficers(
  graph: TestSubgraph,
  count: number,
  overrides: object = {},
): Promise<string[]> {
  const { kernel } = graph.subgraph;
  const ids = Array.from({ length: count }, newId);
  await kernel.transaction(async tx => {
    for (const id of ids) {
      const sealed = await kernel.sealer.seal(
        tx,
        LawEnforcementOfficer,
        { rowId: id },
        { certificateNumber: '310000001234' },
      );
      await tx.insert(LawEnforcementOfficer, {
        id,
        name: '试验执法员',
        department: '市医保局',
        certificateRevoked: false,
        certificateFrom: '2024-01-01',
        certificateTo: '2027-12-31',
        ...sealed,
        ...overrides,
      } as never);
    }
  });
  return ids;
}
