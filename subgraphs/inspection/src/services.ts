import type { SubgraphContext } from '#kernel/graphql/context';
import type { CursorCodec } from '#kernel/graphql/cursor';
import type { FeeReviewService } from './fee-review/fee-review.service.ts';
import type { InspectionCodeReader } from './inspection-code/inspection-code.reader.ts';
import type { InspectionCodeService } from './inspection-code/inspection-code.service.ts';
import type { InspectionPreparationService } from './inspection-code/inspection-preparation.service.ts';
import type { InstitutionService } from './institution/institution.service.ts';
import type { SuspicionReader } from './suspicion/suspicion.reader.ts';
import type { SuspicionService } from './suspicion/suspicion.service.ts';

/** The services of this subgraph, as resolvers find them in the context. */
export interface Services {
  readonly cursors: CursorCodec;
  readonly institutions: InstitutionService;
  readonly preparation: InspectionPreparationService;
  readonly codes: InspectionCodeService;
  readonly codeReader: InspectionCodeReader;
  readonly review: FeeReviewService;
  readonly suspicions: SuspicionService;
  readonly suspicionReader: SuspicionReader;
}

export type InspectionContext = SubgraphContext<Services>;
