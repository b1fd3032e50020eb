import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { MaternityAssessment } from './assessment.entity.ts';

@ObjectType({ description: '核定表已生成。The form.' })
export class GenerateMaternityAssessmentSuccess {
  @Field(() => MaternityAssessment, { description: '核定表。The form.' })
  assessment!: MaternityAssessment;
}

@ObjectType({ description: '核定表已上传。The form.' })
export class UploadMaternityAssessmentSuccess {
  @Field(() => MaternityAssessment, { description: '核定表。The form.' })
  assessment!: MaternityAssessment;
}

@ObjectType({
  implements: Refusal,
  description: '无可核定支付。Every case paid until that day is on a form.',
})
export class NothingToAssessRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '未连接市平台。The deployment is not connected to the platform.',
})
export class PlatformNotConnectedRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '核定表已上传。The form was uploaded.' })
export class AssessmentUploadedRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '本人生成。Whoever generated the form does not upload it.' })
export class GeneratedYourselfRefusal extends Refusal {}

/** The refusals of forms as GraphQL types. */
export const assessmentRefusal = refusalMapper({
  NOTHING_TO_ASSESS: NothingToAssessRefusal,
  PLATFORM_NOT_CONNECTED: PlatformNotConnectedRefusal,
  ASSESSMENT_UPLOADED: AssessmentUploadedRefusal,
  GENERATED_YOURSELF: GeneratedYourselfRefusal,
});

export const GenerateMaternityAssessmentResult = createUnionType({
  name: 'GenerateMaternityAssessmentResult',
  description: '生成结果。The form, or why there is none.',
  types: () => [GenerateMaternityAssessmentSuccess, NothingToAssessRefusal] as const,
});

export const UploadMaternityAssessmentResult = createUnionType({
  name: 'UploadMaternityAssessmentResult',
  description: '上传结果。The form, or why it was not uploaded.',
  types: () =>
    [
      UploadMaternityAssessmentSuccess,
      PlatformNotConnectedRefusal,
      AssessmentUploadedRefusal,
      GeneratedYourselfRefusal,
    ] as const,
});
