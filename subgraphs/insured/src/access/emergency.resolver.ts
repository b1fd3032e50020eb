import { Arg, Args, Ctx, Directive, Mutation, Query, Resolver } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import type { InsuredContext } from '../context.ts';
import {
  BeginEmergencyReadingInput,
  EndEmergencyReadingInput,
  ReviewEmergencyReadingInput,
} from './emergency.input.ts';
import {
  BeginEmergencyReadingResult,
  BeginEmergencyReadingSuccess,
  emergencyRefusal,
  EndEmergencyReadingResult,
  EndEmergencyReadingSuccess,
  ReviewEmergencyReadingResult,
  ReviewEmergencyReadingSuccess,
} from './emergency.result.ts';
import type { EmergencyOutcome } from './emergency.service.ts';
import { EmergencyReadingType } from './emergency.type.ts';

const EmergencyConnection = connectionType(EmergencyReadingType, 'EmergencyReading');

@Resolver()
export class EmergencyResolver {
  @Directive('@requiresScopes(scopes: [["access:read"]])')
  @Query(() => EmergencyConnection, {
    description: '紧急查阅列表。Emergencies, newest first; for administrators.',
  })
  async emergencyReadings(
    @Arg('outstanding', () => Boolean, {
      defaultValue: false,
      description: '仅待复核。Only those that nobody has reviewed yet.',
    })
    outstanding: boolean,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() { cursors, em, services }: InsuredContext,
  ): Promise<Connection<EmergencyReadingType>> {
    const after = positionAfter(cursors, 'emergencyReadings', page);
    const rows = await services.emergencies.readings.list(em, {
      first: page.first + 1,
      before: after && String(after[0]),
      outstanding,
    });
    return pageOf(cursors, 'emergencyReadings', page, rows.map(EmergencyReadingType.of), ({ id }) => [id]);
  }

  @Directive('@requiresScopes(scopes: [["emergency:begin"]])')
  @Mutation(() => BeginEmergencyReadingResult, {
    description:
      '开始紧急查阅。Opens classes of one person’s data beyond the own scopes, for a stated purpose, at once and for a while; alarms the operators, and must be reviewed by somebody else.',
  })
  async beginEmergencyReading(
    @Arg('input', () => BeginEmergencyReadingInput, { description: '查阅范围。Whose, what, why, how long.' })
    input: BeginEmergencyReadingInput,
    @Ctx() { services, principal }: InsuredContext,
  ): Promise<typeof BeginEmergencyReadingResult> {
    const done = await services.emergencies.begin(input, principal);
    return answer(new BeginEmergencyReadingSuccess(), done) as typeof BeginEmergencyReadingResult;
  }

  @Directive('@requiresScopes(scopes: [["emergency:begin"]])')
  @Mutation(() => EndEmergencyReadingResult, {
    description: '结束紧急查阅。Ends the own emergency before its time.',
  })
  async endEmergencyReading(
    @Arg('input', () => EndEmergencyReadingInput, { description: '紧急查阅。Which.' })
    input: EndEmergencyReadingInput,
    @Ctx() { services, principal }: InsuredContext,
  ): Promise<typeof EndEmergencyReadingResult> {
    const done = await services.emergencies.end(input, principal);
    return answer(new EndEmergencyReadingSuccess(), done) as typeof EndEmergencyReadingResult;
  }

  @Directive('@requiresScopes(scopes: [["emergency:review"]])')
  @Mutation(() => ReviewEmergencyReadingResult, {
    description:
      '复核紧急查阅。Says of an emergency that is over whether it was justified; never of one’s own.',
  })
  async reviewEmergencyReading(
    @Arg('input', () => ReviewEmergencyReadingInput, { description: '复核意见。Which, and what was found.' })
    input: ReviewEmergencyReadingInput,
    @Ctx() { services, principal }: InsuredContext,
  ): Promise<typeof ReviewEmergencyReadingResult> {
    const done = await services.emergencies.review(input, principal);
    return answer(new ReviewEmergencyReadingSuccess(), done) as typeof ReviewEmergencyReadingResult;
  }
}

function answer(success: { emergency: EmergencyReadingType }, outcome: EmergencyOutcome): unknown {
  if ('refusal' in outcome) return emergencyRefusal(outcome.refusal);
  return Object.assign(success, { emergency: EmergencyReadingType.of(outcome.emergency) });
}
