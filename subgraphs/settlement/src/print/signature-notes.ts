import { inOrder } from '#kernel/graphql/context';
import { DocumentSignature } from '#kernel/signing/document-signature.entity';
import type { SettlementContext } from '../services.ts';
import { dayOnPaper } from './wording.ts';

/** What a paper says of the electronic signature of its document, and how anybody verifies it; nothing where there is none. */
export async function signatureNotes(
  context: SettlementContext,
  kind: string,
  documentId: string,
): Promise<string[]> {
  const signature = await context
    .loader<string, DocumentSignature>(`signature-of-${kind}`, async ids =>
      inOrder(
        ids,
        await context.em.find(DocumentSignature, { kind, documentId: { $in: [...ids] } }),
        row => row.documentId,
      ),
    )
    .load(documentId);
  return signature ? notesOf(signature) : [];
}

function notesOf({ kind, documentId, signature, keyId, signedBy, signedAt }: DocumentSignature): string[] {
  const short = `${signature.slice(0, 8)}…${signature.slice(-8)}`.toUpperCase();
  const by = `签署人${signedBy ?? '系统'}，${dayOnPaper(signedAt)}`;
  return [
    `电子签名（SM2，GB/T 32918）：${short}　密钥${keyId}　${by}。`,
    `验证：在系统中查询 verifySettlementSignature（kind ${kind}，documentId ${documentId}），结论为 VALID 且各项与本表一致即真实有效。`,
  ];
}
