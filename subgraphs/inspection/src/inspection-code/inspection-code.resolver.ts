import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { ConnectionArguments, type Connection } from '#kernel/graphql/connection';
import { CursorScalar, InstantScalar } from '#kernel/graphql/scalars';
import { Institution } from '../institution/institution.entity.ts';
import type { InspectionContext } from '../services.ts';
import {
  InspectionCode,
  InspectionCodeActEnum,
  InspectionCodeConnection,
  InspectionCodeMove,
  InspectionCodeStateEnum,
  InspectionParty,
} from './inspection-code.entity.ts';
import * as inputs from './inspection-code.input.ts';
import * as results from './inspection-code.result.ts';
import type { InspectionCodeAct, InspectionCodeState } from './inspection-code.terms.ts';
import { InspectionTask } from './inspection-task.entity.ts';
import { LawEnforcementOfficer } from './officer.entity.ts';

const READ = '@requiresScopes(scopes: [["inspection:read"]])';
const WRITE = '@requiresScopes(scopes: [["inspection:write"]])';

@ObjectType({ description: '检查码变动。An inspection code was drafted or moved.' })
export class InspectionCodeChange {
  @Field(() => CursorScalar, { description: '游标。Resume after this event.' })
  cursor!: string;

  @Field(() => Int, { description: '遗漏数。Events that were lost before this one.' })
  missed!: number;

  @Field(() => InspectionCode, { description: '检查码。The code as it is now.' })
  inspectionCode!: InspectionCode;

  @Field(() => InspectionCodeStateEnum, {
    nullable: true,
    description: '原状态。State before; null for the draft.',
  })
  fromState!: InspectionCodeState | null;

  @Field(() => InspectionCodeStateEnum, { description: '新状态。State after.' })
  toState!: InspectionCodeState;

  @Field(() => InspectionCodeActEnum, {
    nullable: true,
    description: '操作。What was done; null for the draft.',
  })
  act!: InspectionCodeAct | null;

  @Field(() => InstantScalar, { description: '时刻。When it happened.' })
  occurredAt!: Date;
}

@Resolver(() => InspectionCode)
export class InspectionCodeResolver {
  @Directive(READ)
  @Query(() => InspectionCode, {
    nullable: true,
    description: '检查码。One inspection code; null when there is none in range.',
  })
  inspectionCode(
    @Arg('id', () => ID, { description: '标识。Id of the code.' }) id: string,
    @Ctx() context: InspectionContext,
  ): Promise<InspectionCode | null> {
    return context.services.codeReader.byId(context, id);
  }

  @Directive(READ)
  @Query(() => InspectionCodeConnection, {
    description: '检查码列表。Inspection codes in range, newest first.',
  })
  inspectionCodes(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('filter', () => inputs.InspectionCodeFilter, {
      nullable: true,
      description: '筛选。Which codes are listed.',
    })
    filter: inputs.InspectionCodeFilter | null,
    @Ctx() context: InspectionContext,
  ): Promise<Connection<InspectionCode>> {
    return context.services.codeReader.page(context, filter ?? {}, page);
  }

  @FieldResolver(() => InspectionTask, { description: '检查任务。The task that it belongs to.' })
  task(@Root() code: InspectionCode, @Ctx() context: InspectionContext): Promise<InspectionTask | null> {
    return context.services.codeReader.task(context, code);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '被检查机构。The inspected institution.' })
  institution(@Root() code: InspectionCode, @Ctx() context: InspectionContext): Promise<Institution | null> {
    return context.services.institutions.byCode(context, code.institutionCode);
  }

  @FieldResolver(() => [LawEnforcementOfficer], {
    description: '执法人员。Officers who inspect; two or more.',
  })
  officers(
    @Root() code: InspectionCode,
    @Ctx() context: InspectionContext,
  ): Promise<LawEnforcementOfficer[]> {
    return context.services.codeReader.officers(context, code);
  }

  @FieldResolver(() => [InspectionParty], {
    description: '参检部门。Departments that take part, at most 20.',
  })
  departments(@Root() code: InspectionCode, @Ctx() context: InspectionContext): Promise<InspectionParty[]> {
    return context.services.codeReader.parties(context, code);
  }

  @FieldResolver(() => [InspectionCodeMove], {
    description: '流转记录。Every move in order; an inspected party sees those from the sending on.',
  })
  history(@Root() code: InspectionCode, @Ctx() context: InspectionContext): Promise<InspectionCodeMove[]> {
    return context.services.codeReader.history(context, code);
  }

  @Directive(WRITE)
  @Mutation(() => results.Draft.Result, {
    description: '保存未申码。Drafts the inspection of one party for one task.',
  })
  draftInspectionCode(
    @Arg('input', () => inputs.DraftInspectionCodeInput, { description: '输入。What is drafted.' })
    input: inputs.DraftInspectionCodeInput,
    @Ctx() context: InspectionContext,
  ): Promise<object> {
    return context.services.preparation.draft(input, context.principal, results.Draft.Success);
  }

  @Directive(WRITE)
  @Mutation(() => results.Apply.Result, {
    description:
      '申码。Applies for the code at the regulators’ platform; APPLYING remains where it cannot be reached.',
  })
  applyInspectionCode(
    @Arg('input', () => inputs.ApplyInspectionCodeInput, { description: '输入。The draft.' })
    input: inputs.ApplyInspectionCodeInput,
    @Ctx() context: InspectionContext,
  ): Promise<object> {
    return context.services.preparation.apply(input, context.principal, results.Apply.Success);
  }

  @Directive(WRITE)
  @Mutation(() => results.Send.Result, {
    description: '检查码发送。Sends the issued code to the inspected party.',
  })
  sendInspectionCode(
    @Arg('input', () => inputs.SendInspectionCodeInput, { description: '输入。The issued code.' })
    input: inputs.SendInspectionCodeInput,
    @Ctx() context: InspectionContext,
  ): Promise<object> {
    return context.services.codes.send(input, context.principal, results.Send.Success);
  }

  @Directive(READ)
  @Mutation(() => results.Scan.Result, {
    description: '扫码。Scans a code, by the inspected party or an inspector; the first scan puts it in use.',
  })
  scanInspectionCode(
    @Arg('input', () => inputs.ScanInspectionCodeInput, { description: '输入。The code that was scanned.' })
    input: inputs.ScanInspectionCodeInput,
    @Ctx() context: InspectionContext,
  ): Promise<object> {
    return context.services.codes.scan(input, context.principal, results.Scan.Success);
  }

  @Directive(WRITE)
  @Mutation(() => results.EnterResult.Result, {
    description: '录入检查结果。Enters what one department found.',
  })
  enterInspectionResult(
    @Arg('input', () => inputs.EnterInspectionResultInput, { description: '输入。The result.' })
    input: inputs.EnterInspectionResultInput,
    @Ctx() context: InspectionContext,
  ): Promise<object> {
    return context.services.codes.enterResult(input, context.principal, results.EnterResult.Success);
  }

  @Directive(WRITE)
  @Mutation(() => results.Conclude.Result, {
    description: '办结检查。Concludes for one department; the code is concluded when all have.',
  })
  concludeInspection(
    @Arg('input', () => inputs.ConcludeInspectionInput, {
      description: '输入。The department that concludes.',
    })
    input: inputs.ConcludeInspectionInput,
    @Ctx() context: InspectionContext,
  ): Promise<object> {
    return context.services.codes.conclude(input, context.principal, results.Conclude.Success);
  }

  @Directive(READ)
  @Mutation(() => results.Evaluate.Result, {
    description: '评价检查。The inspected party rates a concluded inspection.',
  })
  evaluateInspection(
    @Arg('input', () => inputs.EvaluateInspectionInput, { description: '输入。The rating.' })
    input: inputs.EvaluateInspectionInput,
    @Ctx() context: InspectionContext,
  ): Promise<object> {
    return context.services.codes.evaluate(input, context.principal, results.Evaluate.Success);
  }

  @Directive(WRITE)
  @Mutation(() => results.Void.Result, {
    description: '检查码作废。Voids a code that was sent, with a reason.',
  })
  voidInspectionCode(
    @Arg('input', () => inputs.VoidInspectionCodeInput, { description: '输入。The code and the reason.' })
    input: inputs.VoidInspectionCodeInput,
    @Ctx() context: InspectionContext,
  ): Promise<object> {
    return context.services.codes.void(input, context.principal, results.Void.Success);
  }

  @Directive(WRITE)
  @Mutation(() => results.Cancel.Result, {
    description: '检查码注销。Cancels a code before it is sent, with a reason.',
  })
  cancelInspectionCode(
    @Arg('input', () => inputs.CancelInspectionCodeInput, { description: '输入。The code and the reason.' })
    input: inputs.CancelInspectionCodeInput,
    @Ctx() context: InspectionContext,
  ): Promise<object> {
    return context.services.codes.cancel(input, context.principal, results.Cancel.Success);
  }

  @Directive(READ)
  @Subscription(() => InspectionCodeChange, {
    description: '检查码已变动。Drafts and moves of inspection codes in range, as they happen.',
    subscribe: ({ args, context }) => {
      const own = context as unknown as InspectionContext;
      return own.services.codeReader.changes(own, (args as { after?: string | null }).after);
    },
  })
  inspectionCodeChanged(
    @Root() event: InspectionCodeChange,
    @Arg('after', () => CursorScalar, { nullable: true, description: '游标。Resume after this event.' })
    _after: string | null,
  ): InspectionCodeChange {
    return event;
  }
}
