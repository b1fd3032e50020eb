import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Migration } from '@mikro-orm/migrations';
import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
  createUnionType,
} from 'type-graphql';
import type { SubgraphContext } from '#kernel/graphql/context';
import { inOrder } from '#kernel/graphql/context';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { CursorScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { newId } from '#kernel/persistence/id';
import type { Children } from '#kernel/persistence/page-per-parent';
import type { Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { EntityManager } from '#kernel/persistence/database';
import { FenType } from '#kernel/persistence/types';
import type { Sealed } from '#kernel/sensitive/sealed';
import { PersonItself, Sensitive } from '#kernel/sensitive/sensitive.decorator';
import { defineSubgraph, type Kernel } from '#kernel/server/subgraph';

/** A small made-up subgraph that shows every mechanism of the kernel; it runs under the name of a real one. */
const TOPIC = 'compute.note';

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["insured:read"]])')
@ObjectType({ description: '便笺。A note about a person.' })
@PersonItself()
@Entity({ tableName: 'note' })
export class Note {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Sensitive({ class: 'NAME', description: '姓名。Name of the person.', searchable: 'EXACT' })
  name!: Sealed;

  @Sensitive({ class: 'BIRTH_DATE', store: 'PLAIN', nullable: true, description: '出生日期。Date of birth.' })
  birthDate!: string | null;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  @Property({ type: FenType })
  amount!: Fen;
}

const NoteConnection = connectionType(Note);

@ObjectType({ description: '批注。A remark on a note.' })
@Entity({ tableName: 'remark' })
export class Remark {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  noteId!: string;

  @Field(() => Int, { description: '轻重。The lightest remark stands first.' })
  @Property({ type: 'integer' })
  weight!: number;

  @Property({ type: 'boolean' })
  withdrawn!: boolean;
}

const RemarkConnection = connectionType(Remark);

export const REMARKS_OF_NOTE: Children<Remark> = {
  type: Remark,
  from: '"compute"."remark"',
  parent: { column: 'note_id', type: 'uuid' },
  order: ['weight', 'id'],
  direction: 'asc',
  where: [['child.withdrawn = ?', [false]]],
};

@InputType({ description: '写便笺的输入。What to write.' })
export class WriteNoteInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '姓名。Name.' })
  name!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  amount!: Fen;
}

@ObjectType({ description: '写便笺成功。The note was written.' })
export class WriteNoteSuccess {
  @Field(() => Note, { description: '便笺。The note.' })
  note!: Note;
}

@ObjectType({ implements: Refusal, description: '金额过小。The amount is too small.' })
export class AmountTooSmallRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '最低金额。The least amount.' })
  least!: Fen;
}

const WriteNoteResult = createUnionType({
  name: 'WriteNoteResult',
  description: '写便笺的结果。Success or refusal.',
  types: () => [WriteNoteSuccess, AmountTooSmallRefusal] as const,
});

@ObjectType({ description: '便笺事件。A note was written.' })
export class NoteWritten {
  @Field(() => CursorScalar, { description: '游标。Cursor.' })
  cursor!: string;

  @Field(() => Int, { description: '遗漏数。Events missed before this one.' })
  missed!: number;

  @Field(() => ID, { description: '便笺标识。Id of the note.' })
  noteId!: string;
}

const toRefusal = refusalMapper({ AMOUNT_TOO_SMALL: AmountTooSmallRefusal });

function decide(amount: Fen): Result<Fen, RefusalFacts<'AMOUNT_TOO_SMALL'>> {
  return amount < 1n ? refuse('AMOUNT_TOO_SMALL', '金额过小', { least: 1n }) : accept(amount);
}

type Outcome = { noteId: string } | { refusal: { code: string; message: string; least: string } };

export class NoteService {
  readonly kernel: Kernel;
  readonly heard: string[] = [];

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  async write(input: WriteNoteInput, subject: string): Promise<WriteNoteSuccess | Refusal> {
    const decision = decide(input.amount);
    if (!decision.ok) return toRefusal(decision.refusal);
    const act = { operation: 'writeNote', subject, key: input.idempotencyKey };
    const outcome = await this.kernel.once<Outcome>(act, input, tx => this.#save(tx, input, decision.value));
    if (!('noteId' in outcome)) throw new Error('unreachable');
    const note = await this.kernel.em().findOneOrFail(Note, outcome.noteId);
    return Object.assign(new WriteNoteSuccess(), { note });
  }

  async #save(tx: EntityManager, input: WriteNoteInput, amount: Fen): Promise<Outcome> {
    const id = newId();
    const sealed = await this.kernel.sealer.seal(
      tx,
      Note,
      { rowId: id },
      { name: input.name, birthDate: '1987-05-12' },
    );
    await tx.insert(Note, { id, amount, ...sealed } as unknown as Note);
    await this.kernel.outbox.add(tx, [
      { topic: TOPIC, name: 'NoteWritten', version: 1, aggregateId: id, payload: { noteId: id } },
    ]);
    return { noteId: id };
  }
}

type Context = SubgraphContext<{ notes: NoteService }>;

@Resolver(() => Note)
export class NoteResolver {
  @Directive('@requiresScopes(scopes: [["insured:read"]])')
  @Query(() => NoteConnection, { description: '便笺列表。All notes, oldest first.' })
  async notes(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('name', () => String, { nullable: true, description: '姓名。Exact name.' }) name: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Note>> {
    const { cursors, sealer } = context.services.notes.kernel;
    const binding = `notes:${name ?? ''}`;
    const after = positionAfter(cursors, binding, page);
    const candidates = await context.em.find(
      Note,
      {
        ...(after && { id: { $gt: String(after[0]) } }),
        ...(name && { nameIndex: { $in: sealer.blindIndexes(Note, 'name', name) } }),
      } as never,
      // A list with many rows per index would go on reading until its page is full.
      { orderBy: { id: 'asc' }, limit: name ? undefined : page.first + 1 },
    );
    const rows = await sealer.matching(context.em, Note, candidates, name ? { name } : {});
    return pageOf(cursors, binding, page, rows, note => [note.id]);
  }

  @Directive('@requiresScopes(scopes: [["insured:write"]])')
  @Mutation(() => WriteNoteResult, { description: '写便笺。Writes a note.' })
  writeNote(
    @Arg('input', () => WriteNoteInput, { description: '输入。Input.' }) input: WriteNoteInput,
    @Ctx() context: Context,
  ): Promise<typeof WriteNoteResult> {
    return context.services.notes.write(input, context.principal.subject) as Promise<typeof WriteNoteResult>;
  }

  @Directive('@requiresScopes(scopes: [["insured:read"]])')
  @Subscription(() => NoteWritten, {
    description: '便笺已写。A note was written.',
    subscribe: ({ args, context }) =>
      (context as unknown as Context).services.notes.kernel.streams.facts({
        topic: TOPIC,
        after: (args as { after?: string }).after,
        event: fact => fact.payload as { noteId: string },
      }),
  })
  noteWritten(
    @Root() event: NoteWritten,
    @Arg('after', () => CursorScalar, { nullable: true, description: '游标。Resume after it.' })
    _after: string | null,
  ): NoteWritten {
    return event;
  }

  @FieldResolver(() => String, { description: '回声。Its id again.' })
  echo(@Root() note: Note): string {
    return note.id;
  }

  @FieldResolver(() => RemarkConnection, { description: '批注。Remarks that stand, the lightest first.' })
  remarks(
    @Root() note: Note,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: Context,
  ): Promise<Connection<Remark>> {
    const { cursors } = context.services.notes.kernel;
    return pageOfChildren(context, cursors, 'Note.remarks', REMARKS_OF_NOTE, note.id, page);
  }
}

export class CreateNotes extends Migration {
  override up(): void {
    this.addSql(`create table "compute"."note" (
      "id" uuid not null primary key, "name" bytea not null, "name_index" bytea null, "birth_date" date null, "amount" bigint not null)`);
    this.addSql(`create table "compute"."remark" (
      "id" uuid not null primary key, "note_id" uuid not null, "weight" integer not null, "withdrawn" boolean not null)`);
  }
}

export const sample = defineSubgraph<{ notes: NoteService }>({
  name: 'compute',
  entities: [Note, Remark],
  migrations: [CreateNotes],
  resolvers: [NoteResolver],
  references: {
    Note: (reference, context) =>
      context
        .loader<string, Note>('note', async keys =>
          inOrder(keys, await context.em.find(Note, { id: { $in: [...keys] } }), note => note.id),
        )
        .load(String(reference['id'])),
  },
  services: kernel => ({ notes: new NoteService(kernel) }),
  projections: services => [
    {
      name: 'heard',
      topic: 'compute.note',
      async apply(_tx, facts) {
        services.notes.heard.push(...facts.map(fact => fact.aggregateId));
      },
    },
  ],
});
