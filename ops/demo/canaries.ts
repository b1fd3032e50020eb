import type { DemoCanaries, DemoDiagnosis, DemoGender, DemoPerson, DemoPersonGroup } from './world.types.ts';

/** A person whose every private value is written down here and nowhere else in the world. */
export interface CanarySheet {
  readonly name: string;
  readonly gender: DemoGender;
  readonly age: number;
  readonly group: DemoPersonGroup;
  readonly phone: string;
  readonly region: string;
  readonly address: string;
  readonly diagnosis: DemoDiagnosis;
}

/** Compound surnames, simple ones, both schemes; illnesses that no book of medicine knows. */
export const CANARY_SHEETS: readonly CanarySheet[] = [
  {
    name: '欧阳惊鹊',
    gender: 'FEMALE',
    age: 47,
    group: 'EMPLOYED',
    phone: '15490010001',
    region: '310101',
    address: '上海市黄浦区金雀弄7号303室',
    diagnosis: { code: 'R26.8', text: '蓝鲸样步态综合征' },
  },
  {
    name: '司徒鸣蝉',
    gender: 'MALE',
    age: 68,
    group: 'RETIRED',
    phone: '15490010002',
    region: '310104',
    address: '上海市徐汇区琥珀巷19号甲二楼',
    diagnosis: { code: 'R29.8', text: '月相性打嗝症' },
  },
  {
    name: '诸葛拾萤',
    gender: 'FEMALE',
    age: 9,
    group: 'STUDENT_CHILD',
    phone: '15490010003',
    region: '310115',
    address: '上海市浦东新区萤火坊88号1单元',
    diagnosis: { code: 'R43.8', text: '薄荷味觉残留征' },
  },
  {
    name: '翟砚樵',
    gender: 'MALE',
    age: 35,
    group: 'FLEXIBLE',
    phone: '15490010004',
    region: '310112',
    address: '上海市闵行区砚池新村5号901室',
    diagnosis: { code: 'R20.8', text: '丝绸触觉倒错' },
  },
  {
    name: '蔺霁桐',
    gender: 'FEMALE',
    age: 73,
    group: 'SENIOR',
    phone: '15490010005',
    region: '310151',
    address: '上海市崇明区霁光村12队3号',
    diagnosis: { code: 'R44.8', text: '回声色觉症' },
  },
];

/** The list for leak tests. The sheets become the first persons of the world, in this order. */
export function listCanaries(persons: readonly DemoPerson[]): DemoCanaries {
  const flock = persons.slice(0, CANARY_SHEETS.length);
  return {
    personIds: flock.map(person => person.id),
    names: flock.map(person => person.name),
    idCards: flock.map(person => person.idCard),
    phones: flock.map(person => person.phone),
    addresses: flock.map(person => person.address),
    diagnoses: CANARY_SHEETS.map(sheet => sheet.diagnosis.text),
  };
}
