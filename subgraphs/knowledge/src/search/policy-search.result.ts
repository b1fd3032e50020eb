import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';
import { CalendarDateScalar, RatioScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Ratio } from '#kernel/vocabulary/money';
import type { AnswerRefusal } from '../answer/answer.rule.ts';
import type { Lexicon } from '../answer/quotation.rule.ts';
import type { Question } from './question.rule.ts';

export const POLICY_EVIDENCE = {
  SUFFICIENT: 'SUFFICIENT',
  NO_MATCH: 'NO_MATCH',
  WEAK_EVIDENCE: 'WEAK_EVIDENCE',
  NO_FIGURE: 'NO_FIGURE',
} as const satisfies Record<'SUFFICIENT' | AnswerRefusal['code'], string>;

export type PolicyEvidence = keyof typeof POLICY_EVIDENCE;

registerEnumType(POLICY_EVIDENCE, {
  name: 'PolicyEvidence',
  description: '证据强度。Whether the articles found are enough to answer from.',
  valuesConfig: {
    SUFFICIENT: { description: '足以回答。The articles answer the question.' },
    NO_MATCH: { description: '无相关条文。No article in force shares a word with the question.' },
    WEAK_EVIDENCE: { description: '关联不足。The best article shares too little with the question.' },
    NO_FIGURE: { description: '未载明所问数值。The articles do not state the kind of figure asked for.' },
  },
});

@Directive('@requiresScopes(scopes: [["knowledge:read"]])')
@ObjectType({ description: '检索结果。One article found, with its place in the ranking.' })
export class PolicyHit {
  @Field(() => Int, { description: '名次。Rank, from 1.' })
  rank!: number;

  @Field(() => Float, {
    description: '得分。BM25 score × (0.5 + coverage); comparable within one search only.',
  })
  score!: number;

  @Field(() => RatioScalar, {
    description: '覆盖率。Share of the words of the question, by rarity, to which the article answers.',
  })
  coverage!: Ratio;

  @Field(() => ID, { description: '条文标识。Id of the article.' })
  articleId!: string;

  /** What was asked, and the words of the index that was searched; from them the quotation is made. */
  asked!: { readonly question: Question; readonly lexicon: Lexicon };
}

const PolicyHitPage = connectionType(PolicyHit);

@ObjectType({
  description: '政策检索。Articles in force on a day, the best first, and whether they answer the question.',
})
export class PolicySearchConnection extends PolicyHitPage {
  @Field(() => CalendarDateScalar, {
    description: '检索日期。The day whose versions in force were searched.',
  })
  asOf!: CalendarDate;

  @Field(() => POLICY_EVIDENCE, {
    description: '证据强度。Whether the articles found are enough to answer from.',
  })
  evidence!: PolicyEvidence;

  @Field(() => String, {
    nullable: true,
    description: '不足原因。Why they are not enough, in Chinese; null when they are.',
  })
  evidenceMessage!: string | null;
}
