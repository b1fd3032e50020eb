import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { INSTITUTION, Inspections } from './inspections.ts';
import { INSPECTOR } from './stage.ts';

const VERIFY = `query ($input: VerifySignatureInput!) {
  verifyInspectionSignature(input: $input) { verdict altered signature { signedBy } } }`;

let inspections: Inspections;
beforeAll(async () => {
  inspections = await Inspections.start();
});
afterAll(() => inspections.graph.stop());

const verified = async (documentId: string, asker: object = INSPECTOR) => {
  const input = { kind: 'InspectionCode', documentId };
  return inspections.graph.query(VERIFY, { input }, asker as typeof INSPECTOR);
};

test('SH-ST-CRYPTO-07: an inspection code is signed when it is issued, and the inspected party can tell that it is genuine once it was sent', async () => {
  const { id } = await inspections.issued();
  expect((await verified(id, INSTITUTION)).errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
  await inspections.act('SendInspectionCode', id);
  const { data } = await verified(id, INSTITUTION);
  expect(data.verifyInspectionSignature).toMatchObject({
    verdict: 'VALID',
    signature: { signedBy: 'inspector' },
  });
});

test('a code that was moved to another party is no longer what was signed', async () => {
  const { id } = await inspections.issued();
  await inspections.graph.subgraph.kernel
    .em()
    .execute(`update "inspection".inspection_code set institution_code = 'H31010400002' where id = ?`, [id]);
  const { data } = await verified(id);
  expect(data.verifyInspectionSignature).toMatchObject({ verdict: 'ALTERED', altered: ['institutionCode'] });
});
