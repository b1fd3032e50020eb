/** A kind of figure or fact for which a question asks and without which a text is no answer to it. */
export type Figure = 'PERCENTAGE' | 'MULTIPLE' | 'FINE' | 'AGE' | 'DURATION' | 'AMOUNT' | 'CHANNEL';

export interface FigureKind {
  readonly figure: Figure;
  /** The Chinese name for messages. */
  readonly name: string;
  readonly asks: RegExp;
  readonly states: RegExp;
}

/** The first kind that a question asks for decides. Source: general knowledge of the language. */
export const FIGURES: readonly FigureKind[] = [
  {
    figure: 'PERCENTAGE',
    name: '比例',
    asks: /百分之(?:几|多少)|(?:多少|什么)比例|比例(?:是|为)?(?:多少|几)|几成|报销?(?:多少|几)(?![块元万钱])/,
    states: /百分之|%|[一二三四五六七八九]成/,
  },
  { figure: 'MULTIPLE', name: '倍数', asks: /(?:几|多少)倍/, states: /倍/ },
  {
    figure: 'FINE',
    name: '处罚',
    asks: /(?:罚|处(?![方理置]))[^，。？]{0,6}(?:多少|几)|多少[^，。？]{0,4}罚款/,
    states: /罚款|罚金/,
  },
  { figure: 'AGE', name: '年龄', asks: /(?:多少|几)周?岁|多大年龄|什么年龄/, states: /周?岁/ },
  {
    figure: 'DURATION',
    name: '期限',
    asks: /(?:多少|(?<!好)几)个?(?:工作日|日|天|月|年|小时|分钟|周)|多久|多长(?!度)/,
    states: /[\d一二三四五六七八九十百两]\s*个?(?:工作日|日|天|月|年|小时|分钟|周(?!岁))/,
  },
  {
    figure: 'AMOUNT',
    name: '金额',
    asks: /(?:多少|几)(?:块|元|万|钱)/,
    states: /[\d一二三四五六七八九十百千万两]\s*元/,
  },
  {
    figure: 'CHANNEL',
    name: '办理渠道',
    asks: /(?:哪个|什么)(?:小程序|网站|app|公众号|页面|入口)|(?:怎么|如何)[^，。？]{0,8}(?:激活|下载|登录|安装|扫码)|(?:电话|地址|网址)是|几点(?:上班|开门|下班)/i,
    states: /小程序|网站|网址|公众号|激活|电话号码/,
  },
];
