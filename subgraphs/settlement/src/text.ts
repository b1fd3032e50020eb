import { badUserInput } from '#kernel/graphql/errors';

/** Refuses texts that are, without blanks around them, too short or too long: field → text, shortest, longest. */
export function requireText(
  texts: Readonly<Record<string, readonly [text: string, shortest: number, longest: number]>>,
): void {
  const problems = Object.entries(texts).filter(([, [text, shortest, longest]]) => {
    const { length } = [...text.trim()];
    return length < shortest || length > longest;
  });
  if (problems.length === 0) return;
  throw badUserInput(
    Object.fromEntries(
      problems.map(([field, [, shortest, longest]]) => [field, `须为${shortest}至${longest}字`]),
    ),
  );
}
