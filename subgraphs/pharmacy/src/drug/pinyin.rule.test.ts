import { pinyinInitials } from './pinyin.rule.ts';

test.each([
  ['阿莫西林胶囊', 'AMXLJN'],
  ['维生素B1片', 'WSSB1P'],
  ['重组人干扰素栓', 'CZRGRSS'],
  ['小儿止咳糖浆', 'XEZKTJ'],
  ['阿莫西林克拉维酸钾(7:1)分散片', 'AMXLKLWSJ71FSP'],
  ['', ''],
])('%s is searched as %s', (name, initials) => {
  expect(pinyinInitials(name)).toBe(initials);
});
