import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Owned by the knowledge subgraph; here only what it used. */
@Directive('@key(fields: "id")')
@ObjectType({ description: '智能体运行。One run of an agent.' })
export class AgentRun {
  @Field(() => ID, { description: '标识。Opaque id.' })
  id!: string;
}
