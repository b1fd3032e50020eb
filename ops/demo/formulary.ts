/**
 * Sixty generic medicines of common knowledge, each sold by five invented makers.
 * Class and strengths are usual ones; prices, makers and the maker part of every code are made up.
 */
export interface FormularyEntry {
  readonly name: string;
  /** ATC code of the fourth level; six characters with a leading Z for traditional medicines. */
  readonly atc: string;
  readonly form: DoseForm;
  readonly treats: Indication;
  readonly itemClass: 'A' | 'B' | 'C';
  readonly specs: readonly FormularySpec[];
  readonly limitedTo: 'CHILDREN' | 'INPATIENT' | null;
}

export interface FormularySpec {
  readonly text: string;
  /** Usual price of a pack in 分. */
  readonly price: number;
  /** Days a pack lasts; 0 where that has no meaning. */
  readonly days: number;
}

export type DoseForm =
  '片剂' | '胶囊剂' | '颗粒剂' | '口服溶液剂' | '注射剂' | '软膏剂' | '吸入剂' | '滴眼剂';
export type Indication =
  | 'HYPERTENSION'
  | 'DIABETES'
  | 'LIPIDS'
  | 'INFECTION'
  | 'COLD'
  | 'CHILD_COLD'
  | 'STOMACH'
  | 'PAIN'
  | 'ALLERGY'
  | 'ASTHMA'
  | 'HEART'
  | 'NERVES'
  | 'SKIN'
  | 'EYE'
  | 'HOSPITAL';

/** Name, ATC, class, and `spec=price/days` for each pack. */
type Row = readonly [name: string, atc: string, itemClass: 'A' | 'B' | 'C', ...specs: string[]];

const ROWS: Readonly<Record<Indication, Readonly<Partial<Record<DoseForm, readonly Row[]>>>>> = {
  HYPERTENSION: {
    片剂: [
      ['苯磺酸氨氯地平片', 'C08CA', 'A', '5mg*28片/盒=1880/28', '5mg*7片/盒=560/7', '10mg*14片/盒=1990/28'],
      ['缬沙坦片', 'C09CA', 'B', '80mg*14片/盒=1650/14', '80mg*28片/盒=3080/28'],
      ['厄贝沙坦片', 'C09CA', 'A', '0.15g*14片/盒=1420/14', '0.15g*28片/盒=2690/28'],
      ['马来酸依那普利片', 'C09AA', 'A', '10mg*16片/盒=890/16', '5mg*16片/盒=560/8'],
      ['吲达帕胺片', 'C03BA', 'A', '2.5mg*30片/盒=1260/30'],
    ],
  },
  HEART: {
    片剂: [
      ['琥珀酸美托洛尔缓释片', 'C07AB', 'B', '47.5mg*14片/盒=2180/14', '47.5mg*28片/盒=4100/28'],
      ['富马酸比索洛尔片', 'C07AB', 'A', '5mg*18片/盒=2260/18', '2.5mg*18片/盒=1340/18'],
      ['硫酸氢氯吡格雷片', 'B01AC', 'A', '75mg*7片/盒=1750/7', '75mg*28片/盒=6600/28'],
      ['阿司匹林肠溶片', 'B01AC', 'A', '100mg*30片/盒=1380/30', '25mg*100片/瓶=450/25'],
      ['单硝酸异山梨酯片', 'C01DA', 'A', '20mg*48片/盒=1160/24'],
    ],
  },
  DIABETES: {
    片剂: [
      ['盐酸二甲双胍片', 'A10BA', 'A', '0.25g*48片/瓶=760/16', '0.5g*30片/盒=980/15'],
      ['格列美脲片', 'A10BB', 'A', '2mg*30片/盒=2240/30', '1mg*30片/盒=1320/30'],
      ['阿卡波糖片', 'A10BF', 'A', '50mg*30片/盒=1290/10', '100mg*30片/盒=2190/10'],
      ['磷酸西格列汀片', 'A10BH', 'B', '100mg*7片/盒=3690/7', '100mg*14片/盒=7200/14'],
    ],
    注射剂: [['甘精胰岛素注射液', 'A10AE', 'B', '3ml:300IU*1支/盒=7890/20']],
  },
  LIPIDS: {
    片剂: [
      ['阿托伐他汀钙片', 'C10AA', 'A', '20mg*7片/盒=1180/7', '10mg*14片/盒=1490/14', '20mg*28片/盒=4390/28'],
      ['瑞舒伐他汀钙片', 'C10AA', 'B', '10mg*7片/盒=980/7', '10mg*28片/盒=3650/28'],
      ['依折麦布片', 'C10AX', 'B', '10mg*10片/盒=3260/10'],
    ],
  },
  INFECTION: {
    胶囊剂: [
      ['阿莫西林胶囊', 'J01CA', 'A', '0.25g*24粒/盒=890/4', '0.5g*20粒/盒=1280/6'],
      ['头孢克洛胶囊', 'J01DC', 'B', '0.25g*12粒/盒=1560/4'],
      ['克林霉素胶囊', 'J01FF', 'B', '0.15g*20粒/盒=1190/5'],
    ],
    片剂: [
      ['头孢呋辛酯片', 'J01DC', 'A', '0.25g*12片/盒=1860/6', '0.125g*24片/盒=1990/6'],
      ['左氧氟沙星片', 'J01MA', 'A', '0.5g*4片/盒=1230/4', '0.1g*20片/盒=1390/5'],
      ['阿奇霉素片', 'J01FA', 'A', '0.25g*6片/盒=1450/3'],
    ],
  },
  COLD: {
    胶囊剂: [['盐酸氨溴索胶囊', 'R05CB', 'B', '30mg*20粒/盒=1340/7']],
    片剂: [['对乙酰氨基酚片', 'N02BE', 'A', '0.5g*12片/盒=430/4', '0.5g*24片/盒=790/8']],
    颗粒剂: [
      ['板蓝根颗粒', 'ZA04BA', 'A', '10g*20袋/包=1280/7'],
      ['感冒清热颗粒', 'ZA01AB', 'B', '12g*10袋/盒=1560/5'],
    ],
    口服溶液剂: [['盐酸氨溴索口服溶液', 'R05CB', 'B', '100ml:0.6g*1瓶/盒=1890/5']],
  },
  CHILD_COLD: {
    颗粒剂: [
      ['小儿氨酚黄那敏颗粒', 'N02BE', 'A', '6g*10袋/盒=860/4'],
      ['小儿豉翘清热颗粒', 'ZA01AC', 'B', '2g*6袋/盒=2460/3'],
    ],
    口服溶液剂: [['小儿布洛芬混悬液', 'M01AE', 'A', '100ml:2g*1瓶/盒=1980/5', '60ml:1.2g*1瓶/盒=1360/3']],
  },
  STOMACH: {
    胶囊剂: [
      ['奥美拉唑肠溶胶囊', 'A02BC', 'A', '20mg*14粒/盒=1190/14', '20mg*28粒/盒=2180/28'],
      ['枯草杆菌二联活菌肠溶胶囊', 'A07FA', 'B', '250mg*20粒/盒=2890/7'],
    ],
    片剂: [
      ['雷贝拉唑钠肠溶片', 'A02BC', 'B', '10mg*14片/盒=2390/14', '20mg*7片/盒=2290/7'],
      ['铝碳酸镁咀嚼片', 'A02AD', 'B', '0.5g*24片/盒=1890/6'],
      ['多潘立酮片', 'A03FA', 'A', '10mg*30片/盒=1780/10'],
    ],
  },
  PAIN: {
    胶囊剂: [
      ['塞来昔布胶囊', 'M01AH', 'B', '0.2g*6粒/盒=2190/6', '0.2g*18粒/盒=6390/18'],
      ['布洛芬缓释胶囊', 'M01AE', 'A', '0.3g*20粒/盒=1290/10', '0.3g*10粒*2板/盒=1310/10'],
      ['氨基葡萄糖胶囊', 'M01AX', 'C', '0.24g*60粒/瓶=4890/20'],
    ],
    片剂: [['双氯芬酸钠肠溶片', 'M01AB', 'A', '25mg*24片/盒=690/8']],
    软膏剂: [['双氯芬酸二乙胺乳胶剂', 'M02AA', 'B', '20g*1支/盒=1890/7']],
  },
  ALLERGY: {
    片剂: [
      ['氯雷他定片', 'R06AX', 'A', '10mg*6片/盒=890/6', '10mg*12片/盒=1690/12'],
      ['盐酸西替利嗪片', 'R06AE', 'A', '10mg*12片/盒=980/12'],
      ['孟鲁司特钠片', 'R03DC', 'B', '10mg*5片/盒=1690/5', '10mg*30片/盒=9200/30'],
    ],
  },
  ASTHMA: {
    吸入剂: [
      ['沙丁胺醇吸入气雾剂', 'R03AC', 'A', '100μg*200揿/支=1890/25'],
      ['布地奈德吸入粉雾剂', 'R03BA', 'B', '200μg*100揿/支=6890/25'],
    ],
    片剂: [['茶碱缓释片', 'R03DA', 'A', '0.1g*24片/盒=580/12']],
  },
  NERVES: {
    片剂: [
      ['甲钴胺片', 'B03BA', 'B', '0.5mg*20片/盒=1290/7', '0.5mg*48片/盒=2890/16'],
      ['盐酸多奈哌齐片', 'N06DA', 'B', '5mg*7片/盒=2890/7', '5mg*28片/盒=10900/28'],
      ['卡马西平片', 'N03AF', 'A', '0.1g*100片/瓶=1980/33'],
    ],
    胶囊剂: [['盐酸氟桂利嗪胶囊', 'N07CA', 'A', '5mg*20粒/盒=960/20']],
  },
  SKIN: {
    软膏剂: [
      ['糠酸莫米松乳膏', 'D07AC', 'B', '10g:10mg*1支/盒=1890/7', '5g:5mg*1支/盒=1090/4'],
      ['夫西地酸乳膏', 'D06AX', 'B', '10g:0.2g*1支/盒=2190/7'],
    ],
  },
  EYE: {
    滴眼剂: [
      ['玻璃酸钠滴眼液', 'S01XA', 'B', '5ml:5mg*1支/盒=2890/15', '0.4ml:1.2mg*10支/盒=3690/5'],
      ['左氧氟沙星滴眼液', 'S01AE', 'A', '5ml:24.4mg*1支/盒=1290/7'],
    ],
  },
  HOSPITAL: {
    注射剂: [
      ['注射用头孢曲松钠', 'J01DD', 'A', '1g*1瓶=980/0'],
      ['注射用泮托拉唑钠', 'A02BC', 'B', '40mg*1瓶=1890/0'],
      ['人血白蛋白', 'B05AA', 'B', '10g:50ml*1瓶=38900/0'],
      ['氯化钠注射液', 'B05XA', 'A', '100ml:0.9g*1袋=320/0', '250ml:2.25g*1袋=390/0'],
    ],
  },
};

function readSpec(text: string): FormularySpec {
  const match = /^(.+)=(\d+)\/(\d+)$/.exec(text);
  if (!match) throw new RangeError(`not a pack of the formulary: ${text}`);
  return { text: match[1]!, price: Number(match[2]), days: Number(match[3]) };
}

/** The medicines in a fixed order. */
export const FORMULARY: readonly FormularyEntry[] = Object.entries(ROWS).flatMap(([treats, forms]) =>
  Object.entries(forms).flatMap(([form, rows]) =>
    rows.map(([name, atc, itemClass, ...specs]): FormularyEntry => ({
      name,
      atc,
      form: form as DoseForm,
      treats: treats as Indication,
      itemClass,
      specs: specs.map(readSpec),
      limitedTo: treats === 'CHILD_COLD' ? 'CHILDREN' : name === '人血白蛋白' ? 'INPATIENT' : null,
    })),
  ),
);
