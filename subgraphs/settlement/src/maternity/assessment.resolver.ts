import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  Directive,
  FieldResolver,
  Info,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import type { SettlementContext } from '../services.ts';
import { pdfField } from '../print/pdf.ts';
import { assessmentPaper } from './assessment.print.ts';
import { assessmentFile } from './assessment-file.ts';
import { MaternityAssessment } from './assessment.entity.ts';
import { GenerateMaternityAssessmentResult, UploadMaternityAssessmentResult } from './assessment.result.ts';
import { MaternityBenefit } from './maternity-benefit.entity.ts';
import { GenerateMaternityAssessmentInput, UploadMaternityAssessmentInput } from './maternity.input.ts';

const AssessmentConnection = connectionType(MaternityAssessment);

@Resolver(() => MaternityAssessment)
export class AssessmentResolver {
  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => GenerateMaternityAssessmentResult, {
    description: '核定表生成。Makes the form of the cases that the centre has paid and that are on none yet.',
  })
  generateMaternityAssessment(
    @Arg('input', () => GenerateMaternityAssessmentInput, { description: '输入。Until which day.' })
    input: GenerateMaternityAssessmentInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof GenerateMaternityAssessmentResult> {
    const generated = services.assessments.generate(input, principal);
    return generated as Promise<typeof GenerateMaternityAssessmentResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:approve"]])')
  @Mutation(() => UploadMaternityAssessmentResult, {
    description:
      '核定表上传。Sends a form to the city platform, once, by somebody other than who generated it.',
  })
  uploadMaternityAssessment(
    @Arg('input', () => UploadMaternityAssessmentInput, { description: '输入。Which form.' })
    input: UploadMaternityAssessmentInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof UploadMaternityAssessmentResult> {
    const uploaded = services.assessments.upload(input, principal);
    return uploaded as Promise<typeof UploadMaternityAssessmentResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"], ["declaration:approve"]])')
  @Query(() => AssessmentConnection, {
    description: '核定表查询。Forms of maternity payments, newest first.',
  })
  async maternityAssessments(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() { cursors, em }: SettlementContext,
  ): Promise<Connection<MaternityAssessment>> {
    const binding = 'maternityAssessments';
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = await em.find(MaternityAssessment, before ? { id: { $lt: before } } : {}, {
      orderBy: { id: 'desc' },
      limit: page.first + 1,
    });
    return pageOf(cursors, binding, page, rows, ({ id }) => [id]);
  }

  // At most 1,000 lines.
  @Directive('@cost(weight: 50)')
  @FieldResolver(() => String, {
    description: '文件内容。The form as CSV with CRLF; its SM3 is `digest`.',
  })
  async file(@Root() { id }: MaternityAssessment, @Ctx() { em }: SettlementContext): Promise<string> {
    return assessmentFile(await em.find(MaternityBenefit, { assessmentId: id }));
  }

  @Directive('@cost(weight: 100)')
  @FieldResolver(() => String, {
    description: 'PDF文件。The form to print, with the lines of its file, in base64.',
  })
  async pdf(
    @Root() assessment: MaternityAssessment,
    @Ctx() { em }: SettlementContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<string> {
    const benefits = await em.find(MaternityBenefit, { assessmentId: assessment.id });
    return pdfField(assessmentPaper(assessment, benefits, schema));
  }
}
