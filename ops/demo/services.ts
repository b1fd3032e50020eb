import { FIRST_SELF_PAY } from './drugs.ts';
import type { DemoItemClass, DemoServiceItem } from './world.types.ts';

/** When a service is ordered. */
export type ServiceUse = 'CONSULTATION' | 'EMERGENCY' | 'TEST' | 'TREATMENT' | 'STAY_DAILY' | 'OPERATION';

export interface ServiceEntry extends DemoServiceItem {
  readonly use: ServiceUse;
}

/** Use, code of the national price items, name, unit, invented price in 分, class, daily limit. */
const ROWS: readonly (readonly [ServiceUse, string, string, string, number, DemoItemClass, number | null])[] =
  [
    ['CONSULTATION', '001102000010000', '普通门诊诊察费', '次', 2_200, 'A', null],
    ['CONSULTATION', '001102000020000', '专家门诊诊察费', '次', 4_200, 'A', null],
    ['EMERGENCY', '001102000030000', '急诊诊察费', '次', 3_000, 'A', null],
    ['STAY_DAILY', '001102000050000', '住院诊察费', '日', 2_500, 'A', 1],
    ['STAY_DAILY', '001109000010000', '普通病房床位费', '日', 7_500, 'A', 1],
    ['STAY_DAILY', '001201000040000', '二级护理', '日', 2_600, 'A', 1],
    ['TEST', '002501010150000', '血细胞分析', '次', 2_000, 'A', 2],
    ['TEST', '002501020350000', '尿液分析', '次', 1_200, 'A', 2],
    ['TEST', '002503020010000', '葡萄糖测定', '次', 600, 'A', 4],
    ['TEST', '002503030010000', '总胆固醇测定', '次', 800, 'A', 1],
    ['TEST', '002503050070000', '丙氨酸氨基转移酶测定', '次', 700, 'A', 1],
    ['TEST', '002503070020000', '肌酐测定', '次', 700, 'A', 1],
    ['TEST', '003107010010000', '常规心电图检查', '次', 2_400, 'A', null],
    ['TEST', '002202010020000', '腹部超声检查', '次', 9_800, 'A', 1],
    ['TEST', '002101020150000', '胸部数字化摄影', '次', 6_500, 'A', 1],
    ['TEST', '002103000010000', '计算机体层平扫', '部位', 18_500, 'B', null],
    ['TEST', '002102000010000', '磁共振平扫', '部位', 41_000, 'B', null],
    ['TREATMENT', '001204000060000', '静脉输液', '组', 1_000, 'A', null],
    ['TREATMENT', '001204000020000', '肌肉注射', '次', 400, 'A', null],
    ['TREATMENT', '001206000010000', '大换药', '次', 3_600, 'A', null],
    ['TREATMENT', '003401000010000', '红外线治疗', '次', 1_800, 'B', null],
    ['TREATMENT', '004300000010000', '普通针刺', '次', 3_000, 'A', null],
    ['OPERATION', '003310080010000', '阑尾切除术', '次', 142_000, 'A', 1],
    ['OPERATION', '003310060020000', '胆囊切除术', '次', 198_000, 'A', 1],
    ['OPERATION', '003304060050000', '白内障超声乳化摘除术', '只', 230_000, 'A', 2],
    ['OPERATION', '003315210390000', '美容缝合', '次', 88_000, 'C', null],
  ];

export const SERVICES: readonly ServiceEntry[] = ROWS.map(
  ([use, nationalCode, name, unit, price, itemClass, dailyLimit]) => ({
    use,
    nationalCode,
    name,
    unit,
    unitPrice: BigInt(price),
    itemClass,
    firstSelfPayRatio: FIRST_SELF_PAY[itemClass],
    dailyLimit,
  }),
);

/** The services of one use, in the order of the list. */
export function servicesFor(use: ServiceUse): readonly ServiceEntry[] {
  return SERVICES.filter(service => service.use === use);
}
