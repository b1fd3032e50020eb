/** A fact as its owner tells it: keys and non-sensitive facts only. */
export interface DomainEvent<Name extends string = string, Payload = unknown> {
  /** `<owner>.<noun>`, such as `insured.enrolment`. */
  readonly topic: string;
  /** Past tense, such as `EnrolmentChanged`. */
  readonly name: Name;
  readonly version: number;
  readonly aggregateId: string;
  readonly payload: Payload;
}

/** A fact as readers get it: numbered without gaps in its topic, in the order of commit. */
export interface Fact<Name extends string = string, Payload = unknown> extends DomainEvent<Name, Payload> {
  readonly position: number;
  /** Place among the facts of the same aggregate, from 1. */
  readonly aggregateSequence: number;
  readonly occurredAt: Date;
}

/** The subgraph that owns a topic. */
export function ownerOf(topic: string): string {
  return topic.slice(0, topic.indexOf('.'));
}
