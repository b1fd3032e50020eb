import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { AccessChange, AccessProposal, DataRange } from '#kernel/access/access-book';
import { InstantScalar } from '#kernel/graphql/scalars';
import { ROLES, type Role } from '#schema/identity/role-scopes';

export const AccessRole = Object.fromEntries(ROLES.map(role => [role, role])) as { readonly [R in Role]: R };
registerEnumType(AccessRole, {
  name: 'AccessRole',
  description: '角色。Role of whoever asks.',
  valuesConfig: {
    PERSON: { description: '参保人。An insured person, for themself and those they act for.' },
    HANDLER: { description: '经办人。Handles at the counter.' },
    REVIEWER: { description: '复核人。Reviews and approves.' },
    INSPECTOR: { description: '执法与监管人员。Inspects.' },
    INSTITUTION: { description: '定点医药机构。A designated institution.' },
    AGENCY: { description: '第三方代办。An agency that acts for others.' },
    INSURER: { description: '商保公司。A commercial insurer.' },
    ANALYST: { description: '分析师。Sees masks and aggregates only.' },
    SCREEN: { description: '大屏。Reads aggregates and streams.' },
    COMPUTE_OPERATOR: { description: '算力运营。Runs the computing centre.' },
    TENANT: { description: '算力租户。Rents computing power.' },
    SYSTEM_ADMIN: { description: '系统管理员。Runs the system; one of three who are never one person.' },
    SECURITY_ADMIN: { description: '安全管理员。Decides on rights; one of three who are never one person.' },
    AUDIT_ADMIN: {
      description: '审计管理员。Reads what everybody did; one of three who are never one person.',
    },
  },
});

export const AccessChangeKind: { readonly [K in AccessProposal['kind']]: K } = {
  GRANT_ROLE: 'GRANT_ROLE',
  WITHDRAW_ROLE: 'WITHDRAW_ROLE',
  ADD_SCOPE: 'ADD_SCOPE',
  REMOVE_SCOPE: 'REMOVE_SCOPE',
};
registerEnumType(AccessChangeKind, {
  name: 'AccessChangeKind',
  description: '权限变更类别。What a change does.',
  valuesConfig: {
    GRANT_ROLE: { description: '授予角色。Gives a role to a subject.' },
    WITHDRAW_ROLE: { description: '撤销角色。Takes a role from a subject, and every token with it.' },
    ADD_SCOPE: { description: '增加权限。Gives a scope to a role.' },
    REMOVE_SCOPE: { description: '减少权限。Takes a scope from a role.' },
  },
});

export const AccessChangeState: { readonly [S in AccessChange['state']]: S } = {
  PROPOSED: 'PROPOSED',
  APPROVED: 'APPROVED',
  REJECTED: 'REJECTED',
};
registerEnumType(AccessChangeState, {
  name: 'AccessChangeState',
  description: '权限变更状态。Where a change stands.',
  valuesConfig: {
    PROPOSED: { description: '待批准。Waits for another administrator.' },
    APPROVED: { description: '已批准。In force.' },
    REJECTED: { description: '已驳回。Will not happen.' },
  },
});

@Directive('@requiresScopes(scopes: [["access:read"]])')
@ObjectType('AccessChange', {
  description: '权限变更。A change of who may do what: proposed by one administrator, decided by another.',
})
export class AccessChangeType {
  @Field(() => ID, { description: '标识。Opaque id.' })
  id!: string;

  @Field(() => AccessChangeKind, { description: '类别。What it does.' })
  kind!: AccessProposal['kind'];

  @Field(() => AccessRole, { description: '角色。Role that it concerns.' })
  role!: Role;

  @Field(() => String, {
    nullable: true,
    description: '主体。Whose role it is; null where a role itself changes.',
  })
  subject!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '权限。Scope that is given or taken; null where a role is.',
  })
  scope!: string | null;

  @Field(() => String, { nullable: true, description: '机构编码。Institution whose data go with the role.' })
  institution!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '行政区划。Administrative division whose data go with the role.',
  })
  region!: string | null;

  @Field(() => String, { description: '事由。Why.' })
  reason!: string;

  @Field(() => String, { description: '提出人。Subject who proposed it.' })
  proposedBy!: string;

  @Field(() => InstantScalar, { description: '提出时刻。When it was proposed.' })
  proposedAt!: Date;

  @Field(() => AccessChangeState, { description: '状态。Where it stands.' })
  state!: AccessChange['state'];

  @Field(() => String, { nullable: true, description: '决定人。Subject who decided; null before.' })
  decidedBy!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: '决定时刻。When it was decided; null before.' })
  decidedAt!: Date | null;

  static of({ content, ...change }: AccessChange): AccessChangeType {
    const about = content as { subject?: string; scope?: string; range?: DataRange };
    return Object.assign(new AccessChangeType(), {
      ...change,
      kind: content.kind,
      role: content.role,
      subject: about.subject ?? null,
      scope: about.scope ?? null,
      institution: about.range?.institution ?? null,
      region: about.range?.region ?? null,
    });
  }
}

@ObjectType({ description: '角色权限。The scopes that one role carries.' })
export class RoleScopes {
  @Field(() => AccessRole, { description: '角色。The role.' })
  role!: Role;

  @Field(() => [String], { description: '权限。Its scopes.' })
  scopes!: readonly string[];
}

@Directive('@requiresScopes(scopes: [["access:read"]])')
@ObjectType('ScopeTable', {
  description:
    '访问控制表。Which scopes each role carries, signed with SM2 and verified at every start and change.',
})
export class ScopeTableType {
  @Field(() => Int, { description: '版本。Counts the changes.' })
  version!: number;

  @Field(() => InstantScalar, { description: '签署时刻。When this version was signed.' })
  madeAt!: Date;

  @Field(() => ID, { description: '密钥编号。Short name of the signing key.' })
  keyId!: string;

  @Field(() => String, { description: '签名值。r and s of SM2 as 128 hexadecimal digits.' })
  signature!: string;

  @Field(() => [RoleScopes], { description: '各角色权限。Every role with its scopes.' })
  roles!: readonly RoleScopes[];
}
