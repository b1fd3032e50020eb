import { filesOf } from './files.ts';

const PDF = btoa('%PDF-1.3\n');
const XLSX = btoa('PK\x03\x04\x14');

test('a form and a workbook of an answer are files, named after where they stand', () => {
  const data = {
    report: { title: '扣减通知单', csv: '月份,机构编码', excel: XLSX, pdf: PDF },
    vouchers: { nodes: [{ number: 'SF202601', pdf: PDF }] },
    monthlySettlement: { pdf: null },
  };
  expect(filesOf(data).map(({ name, type }) => [name, type])).toEqual([
    ['report.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['report.pdf', 'application/pdf'],
    ['vouchers.nodes.0.pdf', 'application/pdf'],
  ]);
  expect(filesOf(data)[1]!.base64).toBe(PDF);
});

test('an answer without files has none', () => {
  expect(filesOf({ person: { name: '张*' } })).toEqual([]);
  expect(filesOf(null)).toEqual([]);
});
