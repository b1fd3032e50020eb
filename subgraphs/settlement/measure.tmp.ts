import { startTestSubgraph } from '#test/subgraph';
import { createDemoWorld, DEMO_SEED } from '../../ops/demo/world.ts';
import { subgraph } from './src/subgraph.ts';
const graph = await startTestSubgraph(subgraph, { hears: ['insured.enrolment', 'pharmacy.drug', 'inspection.institution'] });
const world = createDemoWorld({ seed: DEMO_SEED, asOf: '2026-03-16' });
const c0 = process.cpuUsage(); const t = performance.now();
await graph.subgraph.loadDemo(world);
const c = process.cpuUsage(c0); console.log('demo', Math.round(performance.now() - t), 'cpu', Math.round((c.user + c.system) / 1000), Math.round(process.memoryUsage.rss() / 1e6));
