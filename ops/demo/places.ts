import type { Dice } from './dice.ts';
import type { DemoDistrict, DemoEmployer } from './world.types.ts';

/** The sixteen districts. Source: GB/T 2260. */
export const DISTRICTS: readonly DemoDistrict[] = [
  { code: '310101', name: '黄浦区' },
  { code: '310104', name: '徐汇区' },
  { code: '310105', name: '长宁区' },
  { code: '310106', name: '静安区' },
  { code: '310107', name: '普陀区' },
  { code: '310109', name: '虹口区' },
  { code: '310110', name: '杨浦区' },
  { code: '310112', name: '闵行区' },
  { code: '310113', name: '宝山区' },
  { code: '310114', name: '嘉定区' },
  { code: '310115', name: '浦东新区' },
  { code: '310116', name: '金山区' },
  { code: '310117', name: '松江区' },
  { code: '310118', name: '青浦区' },
  { code: '310120', name: '奉贤区' },
  { code: '310151', name: '崇明区' },
];

const ROADS = '云栖路 听潮路 望鹤路 松涛路 石榴路 海棠路 白鹭路 晴川路 梧桐里路 橘洲路 蒹葭路 秋水路'.split(
  ' ',
);
const TRADES = '纺织 机械 软件 物流 餐饮 建筑 印刷 电子 园林 家具'.split(' ');
const BRANDS = '申岚 浦禾 沪霖 潮平 鹤鸣 云帆 青禾 朗月'.split(' ');

/** An address of an invented road in a real district. */
export function addressIn(district: DemoDistrict, dice: Dice): string {
  const house = `${dice.pick(ROADS)}${dice.between(1, 880)}弄${dice.between(1, 60)}号`;
  return `上海市${district.name}${house}${dice.between(1, 18)}0${dice.between(1, 6)}室`;
}

/** Where an institution stands. */
export function houseIn(district: DemoDistrict, dice: Dice): string {
  return `上海市${district.name}${dice.pick(ROADS)}${dice.between(1, 1_880)}号`;
}

/** Eighty invented employers, a trade of a brand each. */
export function createEmployers(dice: Dice): DemoEmployer[] {
  return BRANDS.flatMap((brand, row) =>
    TRADES.map((trade, column) => {
      const region = dice.pick(DISTRICTS).code;
      const serial = row * TRADES.length + column + 1;
      return {
        code: `E${region}${String(serial).padStart(5, '0')}`,
        name: `${brand}${trade}有限公司`,
        region,
      };
    }),
  );
}
