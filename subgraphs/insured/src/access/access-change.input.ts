import { Field, ID, InputType } from 'type-graphql';
import type { AccessProposal } from '#kernel/access/access-book';
import { badUserInput } from '#kernel/graphql/errors';
import type { Role } from '#schema/identity/role-scopes';
import { AccessChangeKind, AccessRole } from './access-change.type.ts';

@InputType({
  description: '提出权限变更的输入。Proposes a change of who may do what; another administrator decides.',
})
export class ProposeAccessChangeInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => AccessChangeKind, { description: '类别。What it does.' })
  kind!: AccessProposal['kind'];

  @Field(() => AccessRole, { description: '角色。Role that it concerns.' })
  role!: Role;

  @Field(() => String, {
    nullable: true,
    description: '主体。Whose role; for GRANT_ROLE and WITHDRAW_ROLE only.',
  })
  subject?: string | null;

  @Field(() => String, {
    nullable: true,
    description: '权限。Which scope; for ADD_SCOPE and REMOVE_SCOPE only.',
  })
  scope?: string | null;

  @Field(() => ID, { nullable: true, description: '人员标识。Person that a PERSON is; for GRANT_ROLE only.' })
  personId?: string | null;

  @Field(() => String, { nullable: true, description: '机构编码。Institution; for GRANT_ROLE only.' })
  institution?: string | null;

  @Field(() => String, {
    nullable: true,
    description: '算力租户。Tenant of computing power; for GRANT_ROLE only.',
  })
  tenant?: string | null;

  @Field(() => String, {
    nullable: true,
    description: '行政区划。Administrative division; for GRANT_ROLE only.',
  })
  region?: string | null;

  @Field(() => String, { description: '事由。Why, 4 to 200 characters.' })
  reason!: string;
}

@InputType({ description: '决定权限变更的输入。Approves or rejects what another administrator proposed.' })
export class DecideAccessChangeInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '权限变更。Which change.' })
  changeId!: string;

  @Field(() => Boolean, { description: '是否批准。Whether it is approved.' })
  approve!: boolean;

  @Field(() => String, { description: '事由。Why, 4 to 200 characters.' })
  reason!: string;
}

/** The proposal of an input; BAD_USER_INPUT that names what does not fit its kind. */
export function proposalOf(input: ProposeAccessChangeInput): AccessProposal {
  requireReason(input.reason);
  const { kind, role, subject, scope, personId: person, institution, tenant, region } = input;
  const range = { person, institution, tenant, region };
  const ranged = Object.entries(range).find(([, value]) => value != null);
  if (ranged && kind !== 'GRANT_ROLE') throw badUserInput({ [`input.${ranged[0]}`]: '只用于授予角色' });
  if (kind === 'ADD_SCOPE' || kind === 'REMOVE_SCOPE') {
    if (subject != null) throw badUserInput({ 'input.subject': '只用于授予、撤销角色' });
    return { kind, role, scope: required('input.scope', scope) };
  }
  if (scope != null) throw badUserInput({ 'input.scope': '只用于增减权限' });
  if (kind === 'WITHDRAW_ROLE') return { kind, role, subject: required('input.subject', subject) };
  return { kind, role, subject: required('input.subject', subject), range };
}

/** Refuses a reason that says nothing. */
export function requireReason(reason: string): void {
  const { length } = reason.trim();
  if (length < 4 || length > 200) throw badUserInput({ 'input.reason': '须为 4 至 200 个字符' });
}

function required(field: string, value: string | null | undefined): string {
  const text = value?.trim() ?? '';
  if (!/^[\p{L}\p{N}][\p{L}\p{N}:@._-]{0,199}$/u.test(text))
    throw badUserInput({ [field]: '须填写，不含空格' });
  return text;
}
