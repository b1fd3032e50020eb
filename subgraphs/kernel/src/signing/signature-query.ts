import 'reflect-metadata';
import {
  Arg,
  Ctx,
  Directive,
  Field,
  ID,
  InputType,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import type { SubgraphContext } from '../graphql/context.ts';
import { badUserInput, forbidden, notFound } from '../graphql/errors.ts';
import { InstantScalar } from '../graphql/scalars.ts';
import { DocumentSignature } from './document-signature.entity.ts';
import type { SignedKind } from './signed-kind.ts';
import type { SignatureVerdict as Verdict } from './verdict.ts';

const SignatureVerdict: { readonly [V in Verdict]: V } = {
  VALID: 'VALID',
  ALTERED: 'ALTERED',
  UNKNOWN_KEY: 'UNKNOWN_KEY',
  OTHER_IDENTITY: 'OTHER_IDENTITY',
  FALSE_SIGNATURE: 'FALSE_SIGNATURE',
  UNSIGNED: 'UNSIGNED',
};

registerEnumType(SignatureVerdict, {
  name: 'SignatureVerdict',
  description: '验签结论。What a signature is worth.',
  valuesConfig: {
    VALID: { description: '有效。A trusted key signed exactly this.' },
    ALTERED: { description: '内容被改动。The signature is genuine, and the copy says something else.' },
    UNKNOWN_KEY: { description: '密钥未知。Nobody here trusts the key that it names.' },
    OTHER_IDENTITY: {
      description: '签名者标识不符。Made by the right key under another user ID than 1234567812345678.',
    },
    FALSE_SIGNATURE: { description: '签名无效。No signature of this document by this key.' },
    UNSIGNED: { description: '未签名。The document has no signature.' },
  },
});

@InputType({ description: '所示内容。One fact as the copy in hand states it.' })
export class PresentedFactInput {
  @Field(() => String, { description: '字段名。Name of the fact, as `altered` names it.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: '字段值。What the copy says; null where it says nothing.',
  })
  value?: string | null;
}

@InputType({ description: '验签请求。Which document, and what of it somebody holds in their hands.' })
export class VerifySignatureInput {
  @Field(() => String, { description: '文书类型。Kind of document, as the graph names its type.' })
  kind!: string;

  @Field(() => ID, { description: '文书标识。Id of the document.' })
  documentId!: string;

  @Field(() => String, {
    nullable: true,
    description: '所示签名值。Signature on the copy, 128 hexadecimal digits; the stored one without it.',
  })
  signature?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: '所示密钥编号。Key named on the copy; the stored one without it.',
  })
  keyId?: string | null;

  @Field(() => [PresentedFactInput], {
    nullable: true,
    description: '所示内容。What the copy says; the document as it is stored now without it.',
  })
  facts?: PresentedFactInput[] | null;
}

@Directive('@shareable')
@Directive('@authenticated')
@ObjectType({
  description:
    '验签结果。What a signature is worth, and with what anybody can verify it without this system.',
})
export class SignatureVerification {
  @Field(() => SignatureVerdict, { description: '结论。What the signature is worth.' })
  verdict!: Verdict;

  @Field(() => [String], {
    description: '被改动的字段。Names of the facts in which the copy differs from what was signed.',
  })
  altered!: readonly string[];

  @Field(() => DocumentSignature, {
    nullable: true,
    description: '签名。The stored signature; null for an unsigned document.',
  })
  signature!: DocumentSignature | null;

  @Field(() => String, {
    nullable: true,
    description: "待签原文。The signed bytes in base64; their order is told in the kernel's README.",
  })
  canonicalBytes!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '公钥。Public key, `04` and 128 hexadecimal digits; null when unknown.',
  })
  publicKey!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '时间戳机构。Who stamped it; `local` is this deployment itself.',
  })
  timeStampAuthority!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: '时间戳时刻。When it was stamped.' })
  timeStampedAt!: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      '时间戳有效。Whether the stamp is a trusted one of these bytes; null for an unsigned document.',
  })
  timeStampGenuine!: boolean | null;
}

const MOST_FACTS = 100;

/** The root field `verifyNAMESignature` of a subgraph that signs documents. */
export function signatureResolver(subgraph: string, kinds: readonly SignedKind[]) {
  const name = `verify${subgraph[0]!.toUpperCase()}${subgraph.slice(1)}Signature`;
  const names = kinds.map(kind => kind.name).join(', ');

  @Resolver()
  class SignatureResolver {
    @Directive('@authenticated')
    @Query(() => SignatureVerification, {
      name,
      description: `验签。What the signature of a document of the ${subgraph} subgraph is worth (${names}).`,
    })
    async verifySignature(
      @Arg('input', () => VerifySignatureInput, { description: '验签请求。Which document.' })
      input: VerifySignatureInput,
      @Ctx() context: SubgraphContext,
    ): Promise<SignatureVerification> {
      const kind = kinds.find(each => each.name === input.kind);
      if (!kind) throw badUserInput({ 'input.kind': `须为 ${names} 之一` });
      if ((input.facts?.length ?? 0) > MOST_FACTS)
        throw badUserInput({ 'input.facts': `最多 ${MOST_FACTS} 项` });
      if (!context.principal.scopes.has(kind.scope)) throw forbidden(`需要权限 ${kind.scope}`);
      const row = await kind.find(context.em, input.documentId, context.principal);
      if (!row) throw notFound('文书');
      const facts =
        input.facts && Object.fromEntries(input.facts.map(fact => [fact.name, fact.value ?? null]));
      const found = await context.signatures.verify(context.em, kind, input.documentId, row, {
        ...input,
        facts,
      });
      const { stamp } = found.signature ?? {};
      return Object.assign(new SignatureVerification(), {
        ...found,
        canonicalBytes: found.canonicalBytes?.toString('base64') ?? null,
        timeStampAuthority: stamp?.authority ?? null,
        timeStampedAt: stamp ? new Date(stamp.stampedAt) : null,
        timeStampGenuine: found.stampGenuine,
      });
    }
  }
  return SignatureResolver;
}
