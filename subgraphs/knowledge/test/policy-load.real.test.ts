import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestSubgraph } from '#test/subgraph';
import { startTestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { importLaw } from './library.ts';

const FOLDER = join(process.env.REAL_DATA ?? '../shared/data', 'policy');
const present = existsSync(FOLDER);
if (!present) console.info(`absent: ${FOLDER}; the import of the real laws is not tried`);

(present ? describe : describe.skip)('the real laws through the importer', () => {
  let library: TestSubgraph;
  const files = present ? readdirSync(FOLDER).filter(name => /\)\.md$/.test(name)) : [];

  beforeAll(async () => {
    library = await startTestSubgraph(subgraph);
  });
  afterAll(() => library.stop());

  async function importAll() {
    const verdicts = [];
    for (const name of files) {
      const { verdicts: ofFile, refused } = await importLaw(library, name, readFileSync(join(FOLDER, name)));
      expect(refused).toBeNull();
      verdicts.push(...ofFile);
    }
    return verdicts;
  }

  test('every article is accepted once, and the broken end of one file is told', async () => {
    const began = performance.now();
    const verdicts = await importAll();
    console.info(
      `${files.length} files, ${verdicts.length} articles imported in ${Math.round(performance.now() - began)} ms`,
    );
    expect(verdicts.filter(({ verdict }) => verdict === 'ACCEPTED')).toHaveLength(2807);
    expect(verdicts.filter(({ reason }) => reason).map(({ reason }) => reason)).toEqual([
      '文本在第三条处中断：没有施行日期条款，来源文件不全',
    ]);
  });

  test('twice the same files change nothing', async () => {
    const verdicts = await importAll();
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['UNCHANGED']));
  });

  test('a real article is found and cited', async () => {
    const { searchPolicy } = await library.data(
      `query ($query: String!) { searchPolicy(query: $query, first: 1) { evidence
         nodes { quotation article { label version { adoptedOn document { title place } } } } } }`,
      { query: '上海定点医疗机构对医疗检查检验按照规定实行什么？' },
    );
    expect(searchPolicy).toMatchObject({
      evidence: 'SUFFICIENT',
      nodes: [
        {
          article: {
            label: '第三十二条',
            version: { adoptedOn: '2024-12-31', document: { title: '上海市医疗保障条例', place: '31' } },
          },
          quotation: [expect.stringContaining('信息共享和结果互认')],
        },
      ],
    });
  });
});
