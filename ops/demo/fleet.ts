import { addDays, type CalendarDate } from '#kernel/vocabulary/calendar';
import type { Dice } from './dice.ts';
import { instantAt, uuidAt } from './identifiers.ts';
import type { DemoAgentRun, DemoComputeNode, DemoPerson } from './world.types.ts';

interface Batch {
  readonly nodes: number;
  readonly gpusPerNode: number;
  readonly gpuModel: string;
  readonly memoryMib: number;
  readonly fp16Tflops: number;
  readonly cpuCores: number;
  readonly memoryGib: number;
}

/** Eleven nodes with fifty-eight cards of invented models. */
const BATCHES: readonly Batch[] = [
  {
    nodes: 4,
    gpusPerNode: 8,
    gpuModel: 'SIM-A80',
    memoryMib: 81_920,
    fp16Tflops: 312,
    cpuCores: 128,
    memoryGib: 1_024,
  },
  {
    nodes: 5,
    gpusPerNode: 4,
    gpuModel: 'SIM-B48',
    memoryMib: 49_152,
    fp16Tflops: 180,
    cpuCores: 96,
    memoryGib: 512,
  },
  {
    nodes: 2,
    gpusPerNode: 3,
    gpuModel: 'SIM-C32',
    memoryMib: 32_768,
    fp16Tflops: 100,
    cpuCores: 64,
    memoryGib: 256,
  },
];

export function createFleet(asOf: CalendarDate, dice: Dice): DemoComputeNode[] {
  const installed = instantAt(addDays(asOf, -380), 0);
  const nodes: DemoComputeNode[] = [];
  for (const batch of BATCHES) {
    for (let count = 0; count < batch.nodes; count++) {
      const number = nodes.length + 1;
      nodes.push({
        id: uuidAt(installed + number, dice),
        hostname: `gpu-node-${String(number).padStart(2, '0')}`,
        rack: `R${Math.ceil(number / 4)}`,
        gpuModel: batch.gpuModel,
        cpuCores: batch.cpuCores,
        memoryGib: batch.memoryGib,
        gpus: Array.from({ length: batch.gpusPerNode }, (_, index) => ({
          id: uuidAt(installed + number, dice),
          index,
          uuid: `GPU-${uuidAt(installed + number, dice)}`,
          memoryMib: batch.memoryMib,
          fp16Tflops: batch.fp16Tflops,
        })),
      });
    }
  }
  return nodes;
}

const QUESTIONS: readonly string[] = [
  '门诊费用中哪些不由基本医疗保险基金支付？',
  '参加职工医保满多少年退休后可以不再缴费？',
  '在外地急诊住院的费用怎么报销？',
  '个人账户的钱可以给家人用吗？',
  '定点药店可以拒绝出示购药记录吗？',
  '断缴以后重新参加居民医保，等待期多长？',
  '新生儿出生后多久内参保可以从出生之日起享受待遇？',
  '伪造票据骗取医保基金会受到什么处罚？',
];

/** Answered questions of the past weeks; the askers take turns. */
export function createAgentRuns(
  askers: readonly DemoPerson[],
  nodes: readonly DemoComputeNode[],
  asOf: CalendarDate,
  dice: Dice,
): DemoAgentRun[] {
  const gpus = nodes.flatMap(node => node.gpus);
  return QUESTIONS.map((question, index) => {
    const startedAt = instantAt(
      addDays(asOf, index * 2 - 2 * QUESTIONS.length),
      dice.between(9 * 60, 17 * 60),
    );
    const gpuMilliseconds = dice.between(400, 2_600);
    return {
      id: uuidAt(startedAt, dice),
      personId: askers[index % askers.length]!.id,
      agent: 'POLICY',
      question,
      startedAt: new Date(startedAt).toISOString(),
      finishedAt: new Date(startedAt + gpuMilliseconds + dice.between(50, 300)).toISOString(),
      inputTokens: dice.between(600, 2_400),
      outputTokens: dice.between(80, 420),
      gpuId: dice.pick(gpus).id,
      gpuMilliseconds,
    };
  });
}
