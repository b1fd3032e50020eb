import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { signature } from './signature.ts';

test.each([
  ['strings', '{ person(idCard: "310101198705120017") { id } }', '{person(idCard:""){id}}'],
  ['texts of several lines', '{ ask(question: """肺癌""") { id } }', '{ask(question:""){id}}'],
  ['numbers', '{ pay(amount: 1380, rate: 0.5) { id } }', '{pay(amount:0 rate:0){id}}'],
  ['lists and objects', '{ pay(to: ["张三"], by: { card: "6222" }) { id } }', '{pay(to:[]by:{}){id}}'],
  ['aliases', '{ zhangsan: person(id: 1) { id } }', '{person(id:0){id}}'],
  [
    'names that hold numbers of persons',
    'query q310101198705120017($p13800138000: ID) { person(id: $p13800138000) { id } }',
    'query q[redacted]($p[redacted]:ID){person(id:$p[redacted]){id}}',
  ],
  [
    'defaults of variables',
    'query ($id: ID = "x") { person(id: $id) { id } }',
    'query($id:ID=""){person(id:$id){id}}',
  ],
])('%s are not in it', (_, document, expected) => {
  expect(signature(parse(document))).toBe(expected);
});

test('what tells one operation from another is in it', () => {
  const document =
    'query People($n: Int!) { people(first: $n, order: NEWEST, all: true) { ...F } } fragment F on Person { id }';
  expect(signature(parse(document))).toBe(
    'query People($n:Int!){people(first:$n order:NEWEST all:true){...F}}fragment F on Person{id}',
  );
});
