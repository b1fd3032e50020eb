import { addMonths, type CalendarDate } from '#kernel/vocabulary/calendar';
import type { Dice } from './dice.ts';
import { givenName, surname } from './names.ts';
import { DISTRICTS, houseIn } from './places.ts';
import type { DemoDistrict, DemoInstitution, DemoPhysician } from './world.types.ts';

interface Blueprint extends Pick<DemoInstitution, 'level' | 'kind' | 'ownership'> {
  readonly districts: readonly DemoDistrict[];
  readonly title: (district: DemoDistrict, fancy: string) => string;
  readonly physicians: number;
}

/** Sixty institutions: the kinds, where they stand, and how many physicians work there. */
const BLUEPRINTS: readonly Blueprint[] = [
  {
    level: 'TERTIARY',
    kind: 'HOSPITAL',
    ownership: 'PUBLIC',
    districts: DISTRICTS.slice(0, 8),
    title: (_, fancy) => `${fancy}医院`,
    physicians: 8,
  },
  {
    level: 'SECONDARY',
    kind: 'HOSPITAL',
    ownership: 'PUBLIC',
    districts: DISTRICTS.slice(4),
    title: district => `${district.name}示范中心医院`,
    physicians: 5,
  },
  {
    level: 'SECONDARY',
    kind: 'HOSPITAL',
    ownership: 'PRIVATE',
    districts: DISTRICTS.slice(8),
    title: (_, fancy) => `${fancy}民营医院`,
    physicians: 3,
  },
  {
    level: 'PRIMARY',
    kind: 'COMMUNITY',
    ownership: 'PUBLIC',
    districts: DISTRICTS,
    title: (district, fancy) => `${district.name}${fancy}社区卫生服务中心`,
    physicians: 3,
  },
  {
    level: 'NONE',
    kind: 'PHARMACY',
    ownership: 'PRIVATE',
    districts: DISTRICTS,
    title: (_, fancy) => `${fancy}大药房`,
    physicians: 0,
  },
];

const FANCY_NAMES =
  '云栖 听潮 望鹤 松涛 石榴 海棠 白鹭 晴川 橘洲 蒹葭 秋水 月汀 竹溪 杏林渡 枫桥岸 兰皋 沧浪渚 鹿鸣 桃源里 清涟'.split(
    ' ',
  );
const SPECIALITIES =
  '全科 心血管内科 内分泌科 呼吸内科 消化内科 骨科 儿科 神经内科 皮肤科 眼科 普通外科 中医科'.split(' ');
const TITLES = ['主任医师', '副主任医师', '主治医师', '主治医师', '住院医师'] as const;

/** The institutions and their physicians; the last private hospital is suspended and treats nobody. */
export function createInstitutions(
  asOf: CalendarDate,
  dice: Dice,
): { institutions: DemoInstitution[]; physicians: DemoPhysician[] } {
  const institutions: DemoInstitution[] = [];
  const physicians: DemoPhysician[] = [];
  const serials = new Map<string, number>();
  for (const [row, blueprint] of BLUEPRINTS.entries()) {
    for (const [column, district] of blueprint.districts.entries()) {
      const prefix = `${blueprint.kind === 'PHARMACY' ? 'P' : 'H'}${district.code}`;
      const serial = (serials.get(prefix) ?? 0) + 1;
      serials.set(prefix, serial);
      const closed = blueprint.ownership === 'PRIVATE' && blueprint.kind === 'HOSPITAL' && column === 7;
      const institution: DemoInstitution = {
        code: `${prefix}${String(serial).padStart(5, '0')}`,
        name: blueprint.title(district, FANCY_NAMES[(row * 7 + column) % FANCY_NAMES.length]!),
        region: district.code,
        address: houseIn(district, dice),
        level: blueprint.level,
        kind: blueprint.kind,
        ownership: blueprint.ownership,
        state: closed ? 'SUSPENDED' : 'ACTIVE',
        designatedSince: addMonths(asOf, -dice.between(24, 240)),
      };
      institutions.push(institution);
      for (let count = 0; count < blueprint.physicians; count++) {
        physicians.push(createPhysician(institution, physicians.length + 1, dice));
      }
    }
  }
  return {
    institutions,
    physicians: physicians.map(physician => maybeSecondPlace(physician, institutions, dice)),
  };
}

function createPhysician(institution: DemoInstitution, serial: number, dice: Dice): DemoPhysician {
  const gender = dice.chance(50) ? 'MALE' : 'FEMALE';
  return {
    code: `D${institution.region}${String(serial).padStart(6, '0')}`,
    name: surname(dice) + givenName(gender, dice),
    speciality: institution.kind === 'COMMUNITY' ? '全科' : dice.pick(SPECIALITIES),
    title: dice.pick(TITLES),
    institutionCodes: [institution.code],
  };
}

/** One physician in twelve also practises in a community centre of the same city. */
function maybeSecondPlace(
  physician: DemoPhysician,
  institutions: readonly DemoInstitution[],
  dice: Dice,
): DemoPhysician {
  if (!dice.chance(8)) return physician;
  const second = dice.pick(institutions.filter(({ kind }) => kind === 'COMMUNITY')).code;
  return { ...physician, institutionCodes: [...new Set([...physician.institutionCodes, second])] };
}
