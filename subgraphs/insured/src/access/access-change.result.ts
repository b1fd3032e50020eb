import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { AccessChangeType, AccessRole } from './access-change.type.ts';

@ObjectType({ description: '提出成功。The change waits for another administrator.' })
export class ProposeAccessChangeSuccess {
  @Field(() => AccessChangeType, { description: '权限变更。The change.' })
  change!: AccessChangeType;
}

@ObjectType({ description: '决定成功。The change is in force, or rejected.' })
export class DecideAccessChangeSuccess {
  @Field(() => AccessChangeType, { description: '权限变更。The change.' })
  change!: AccessChangeType;
}

@ObjectType({
  implements: Refusal,
  description: '三员分立。Nobody is two of the three administrators, or one of them and something else.',
})
export class AdministratorAlreadyRefusal extends Refusal {
  @Field(() => AccessRole, { description: '已持有角色。The role that is held.' })
  heldRole!: string;
}

@ObjectType({ implements: Refusal, description: '已有角色。A subject has one role at a time.' })
export class RoleAlreadyHeldRefusal extends Refusal {
  @Field(() => AccessRole, { description: '已持有角色。The role that is held.' })
  heldRole!: string;
}

@ObjectType({ implements: Refusal, description: '未持有角色。There is nothing to withdraw.' })
export class RoleNotHeldRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '权限不可授予。The role may not carry the scope, or there is no such scope.',
})
export class ScopeNotForRoleRefusal extends Refusal {
  @Field(() => AccessRole, { description: '角色。The role.' })
  role!: string;

  @Field(() => String, { description: '权限。The scope.' })
  scope!: string;
}

@ObjectType({
  implements: Refusal,
  description: '须由他人批准。Another person in another administrator’s role decides.',
})
export class OneHandRefusal extends Refusal {
  @Field(() => String, { description: '提出人。Who proposed it.' })
  proposedBy!: string;
}

const POSSIBLE = [
  AdministratorAlreadyRefusal,
  RoleAlreadyHeldRefusal,
  RoleNotHeldRefusal,
  ScopeNotForRoleRefusal,
] as const;

export const ProposeAccessChangeResult = createUnionType({
  name: 'ProposeAccessChangeResult',
  description: '提出权限变更的结果。Success or refusal.',
  types: () => [ProposeAccessChangeSuccess, ...POSSIBLE] as const,
});

export const DecideAccessChangeResult = createUnionType({
  name: 'DecideAccessChangeResult',
  description: '决定权限变更的结果。Success or refusal.',
  types: () => [DecideAccessChangeSuccess, OneHandRefusal, ...POSSIBLE] as const,
});

export const accessRefusal = refusalMapper({
  ADMINISTRATOR_ALREADY: AdministratorAlreadyRefusal,
  ROLE_ALREADY_HELD: RoleAlreadyHeldRefusal,
  ROLE_NOT_HELD: RoleNotHeldRefusal,
  SCOPE_NOT_FOR_ROLE: ScopeNotForRoleRefusal,
  ONE_HAND: OneHandRefusal,
});
