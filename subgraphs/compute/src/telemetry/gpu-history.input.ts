import { ArgsType, Field, Int } from 'type-graphql';
import { LARGEST_PAGE } from '#kernel/graphql/connection';
import { badUserInput } from '#kernel/graphql/errors';
import { InstantScalar } from '#kernel/graphql/scalars';

const LONGEST_PERIOD_DAYS = 31;

@ArgsType()
export class Period {
  @Field(() => InstantScalar, { description: '起。Beginning of the period.' })
  from!: Date;

  @Field(() => InstantScalar, {
    description: '止。End of the period, not included; at most 31 days after its beginning.',
  })
  to!: Date;
}

@ArgsType()
export class HistoryArguments extends Period {
  @Field(() => Int, {
    description: '点数。Points wanted at most, 1 to 200; each sums up an equal stretch of the period.',
  })
  first!: number;
}

/** Refuses a period that ends before it begins, or is too long. */
export function checkPeriod({ from, to }: Period): void {
  if (to <= from) throw badUserInput({ to: '须晚于 from' });
  if (to.getTime() - from.getTime() > LONGEST_PERIOD_DAYS * 86_400_000) {
    throw badUserInput({ to: `区间不得超过 ${LONGEST_PERIOD_DAYS} 天` });
  }
}

/** Refuses a number of points outside 1 to 200, and a period that `checkPeriod` refuses. */
export function checkHistory(history: HistoryArguments): void {
  if (history.first < 1 || history.first > LARGEST_PAGE) {
    throw badUserInput({ first: `须在 1 到 ${LARGEST_PAGE} 之间` });
  }
  checkPeriod(history);
}
