import type { Dice } from './dice.ts';
import type { DemoGender } from './world.types.ts';

const SURNAMES =
  '王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕'.split(
    ' ',
  );
const COMPOUND_SURNAMES = '欧阳 司徒 诸葛 上官 夏侯'.split(' ');
const GIVEN: Readonly<Record<DemoGender, readonly string[]>> = {
  MALE: [...'伟强磊军洋勇杰涛明超辉刚平鹏飞斌宇浩凯健俊帆泽晨轩博文睿朗川'],
  FEMALE: [...'芳娜敏静丽艳娟霞玲婷雪慧莹倩颖琳洁梅蕾薇佳怡欣悦彤涵诗瑶岚清'],
};

export function surname(dice: Dice): string {
  return dice.chance(3) ? dice.pick(COMPOUND_SURNAMES) : dice.pick(SURNAMES);
}

/** One character or two; none of them occurs in the name of a canary. */
export function givenName(gender: DemoGender, dice: Dice): string {
  const first = dice.pick(GIVEN[gender]);
  return dice.chance(35) ? first : first + dice.pick(GIVEN[gender]);
}
