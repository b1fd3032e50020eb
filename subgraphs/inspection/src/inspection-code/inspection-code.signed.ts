import { isId } from '#kernel/persistence/id';
import { signedKind, type SignedKind } from '#kernel/signing/signed-kind';
import { codeRange } from '../data-range.ts';
import { InspectionCode } from './inspection-code.entity.ts';

/** An inspection code 检查码 as issued: whoever is shown one can tell that it is genuine and for this party. */
export const ISSUED_CODE: SignedKind<InspectionCode> = {
  name: 'InspectionCode',
  scope: 'inspection:read',
  facts: ({ code, caseCode, platform, institutionCode, task }) => ({
    code,
    caseCode,
    platform,
    institutionCode,
    taskId: task.id,
  }),
  async find(em, id, asker) {
    if (!isId(id)) return null;
    return em.findOne(InspectionCode, { $and: [{ id }, codeRange(asker)] } as never);
  },
};

export const SIGNED_CODE = signedKind(ISSUED_CODE);
