import { isDeepStrictEqual } from 'node:util';
import type { Question } from './questions.ts';
import type { Running } from './running.ts';

/** What one gateway needs for one question; medians over the rounds. */
export interface Score {
  readonly name: string;
  /** CPU time of the gateway's process for one request. */
  readonly gatewayMicroseconds: number;
  /** The same with the CPU time of the subgraphs. */
  readonly wholeMicroseconds: number;
  readonly requestsPerSecond: number;
}

export interface Contest {
  readonly question: string;
  readonly answerBytes: number;
  readonly scores: readonly Score[];
  /** Who answers this question otherwise than the first, and is not timed therefore. */
  readonly cannot: readonly string[];
}

/** How long a contest lasts, in rounds of the question's own number of requests. */
export interface Length {
  readonly warmUpRounds: number;
  readonly rounds: number;
}

/** Keeps to those that answer the same data, then asks them in turns, so that a disturbance hits each of them. */
export async function hold(
  question: Question,
  all: readonly Running[],
  subgraphs: Running,
  authorizations: () => string,
  { warmUpRounds, rounds }: Length,
): Promise<Contest> {
  const answers = new Map<Running, unknown>();
  for (const contestant of all)
    answers.set(contestant, dataOf(await contestant.ask(question, authorizations())));
  const [first] = answers.values();
  if (first === null) throw new Error(`${all[0]!.name} does not answer “${question.name}”`);
  const contestants = all.filter(contestant => isDeepStrictEqual(answers.get(contestant), first));
  const { requests } = question;
  for (const contestant of contestants)
    await contestant.load(question, warmUpRounds * requests, authorizations);
  const samples = contestants.map((): Omit<Score, 'name'>[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const [gateway, others, began] = [contestant.cpu(), subgraphs.cpu(), performance.now()];
      await contestant.load(question, requests, authorizations);
      const seconds = (performance.now() - began) / 1000;
      const gatewayMicroseconds = (contestant.cpu() - gateway) / requests;
      samples[index]!.push({
        gatewayMicroseconds,
        wholeMicroseconds: gatewayMicroseconds + (subgraphs.cpu() - others) / requests,
        requestsPerSecond: requests / seconds,
      });
    }
  }
  const scores = contestants.map(({ name }, index) => ({
    name,
    gatewayMicroseconds: median(samples[index]!.map(sample => sample.gatewayMicroseconds)),
    wholeMicroseconds: median(samples[index]!.map(sample => sample.wholeMicroseconds)),
    requestsPerSecond: median(samples[index]!.map(sample => sample.requestsPerSecond)),
  }));
  const cannot = all.filter(contestant => !contestants.includes(contestant)).map(({ name }) => name);
  return { question: question.name, answerBytes: Buffer.byteLength(JSON.stringify(first)), scores, cannot };
}

function dataOf(text: string): unknown {
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown };
  return errors || !data ? null : data;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A contest as a table for people; the ratios are those of CPU time, against the gateway named. */
export function describeContest(
  { question, answerBytes, scores, cannot }: Contest,
  against: string,
): string[] {
  const base = scores.find(({ name }) => name === against);
  const row = (name: string, ...cells: readonly string[]): string =>
    `  ${name.padEnd(22)}${cells.map(cell => cell.padStart(16)).join('')}`;
  return [
    `${question} (${(answerBytes / 1000).toFixed(1)} kB)`,
    row(
      '',
      'gateway µs',
      `× ${base ? 'bare' : '–'}`,
      'with subgraphs',
      `× ${base ? 'bare' : '–'}`,
      'requests/s',
    ),
    ...scores.map(({ name, gatewayMicroseconds, wholeMicroseconds, requestsPerSecond }) =>
      row(
        name,
        gatewayMicroseconds.toFixed(0),
        base ? (base.gatewayMicroseconds / gatewayMicroseconds).toFixed(2) : '',
        wholeMicroseconds.toFixed(0),
        base ? (base.wholeMicroseconds / wholeMicroseconds).toFixed(2) : '',
        requestsPerSecond.toFixed(0),
      ),
    ),
    ...cannot.map(name => row(name, 'answers otherwise')),
  ];
}
