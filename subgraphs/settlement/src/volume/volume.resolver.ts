import { Arg, Ctx, Directive, FieldResolver, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import { badUserInput } from '#kernel/graphql/errors';
import { LARGEST_PAGE } from '#kernel/graphql/connection';
import { CursorScalar, InstantScalar } from '#kernel/graphql/scalars';
import { checkRegion } from '../day-range.ts';
import { Institution } from '../foreign/institution.stub.ts';
import type { SettlementContext } from '../services.ts';
import { growingDifferences, silentInstitutions } from './volume-alert.query.ts';
import { VolumeAlert } from './volume-alert.type.ts';
import { VOLUME_TOPIC } from './volume.bell.ts';
import { readSlices, readVolume, volumeFilter, type VolumeFilter } from './volume.query.ts';
import { lastMinutes, type VolumeStep } from './volume.rule.ts';
import {
  TransactionVolume,
  TransactionVolumeReading,
  VolumeDimensionEnum,
  VolumeSlice,
  VolumeStepEnum,
  type VolumeDimension,
} from './volume.type.ts';

const LONGEST_MINUTES = 1_440;

interface Following {
  readonly minutes: number;
  readonly region?: string | null;
  readonly after?: string | null;
}

@Resolver(() => TransactionVolume)
export class VolumeResolver {
  @Directive('@requiresScopes(scopes: [["settlement:aggregate"]])')
  // It sums up the minutes of up to a month, three times.
  @Directive('@cost(weight: 50)')
  @Query(() => TransactionVolume, {
    description:
      '交易量。What was settled in a period, beside the same period of last week and of last year; at most 31 days and 1,500 points.',
  })
  transactionVolume(
    @Arg('from', () => InstantScalar, { description: '开始时刻。A whole minute.' }) from: Date,
    @Arg('to', () => InstantScalar, {
      description: '结束时刻。A whole minute; no longer part of the period.',
    })
    to: Date,
    @Arg('step', () => VolumeStepEnum, { defaultValue: 'HOUR', description: '步长。How long a point is.' })
    step: VolumeStep,
    @Arg('region', () => String, {
      nullable: true,
      description: '区划。Administrative division of the institutions, 2, 4 or 6 digits.',
    })
    region: string | null,
    @Arg('institution', () => String, {
      nullable: true,
      description: '机构。National code of one institution.',
    })
    institution: string | null,
    @Ctx() { em, principal }: SettlementContext,
  ): Promise<TransactionVolume> {
    const which = { region: region ?? null, institution: institution ?? null };
    return readVolume(em, volumeFilter({ from, to, step }, which, principal));
  }

  @FieldResolver(() => [VolumeSlice], {
    description: '分项。The period cut by a dimension, most settlements first; at most 200.',
  })
  slices(
    @Root() { filter }: TransactionVolume,
    @Arg('by', () => VolumeDimensionEnum, { description: '维度。By what.' }) by: VolumeDimension,
    @Arg('first', () => Int, { defaultValue: 20, description: '数量。How many, 1 to 200.' }) first: number,
    @Ctx() { em }: SettlementContext,
  ): Promise<VolumeSlice[]> {
    checkCount(first);
    return readSlices(em, filter, by, first);
  }
}

@Resolver(() => VolumeSlice)
export class VolumeSliceResolver {
  @FieldResolver(() => Institution, { nullable: true, description: '机构。The institution, when it is one.' })
  institution(@Root() { key, byInstitution }: VolumeSlice): Institution | null {
    return byInstitution ? Institution.of(key) : null;
  }
}

@Resolver(() => TransactionVolumeReading)
export class VolumeReadingResolver {
  @Directive('@requiresScopes(scopes: [["settlement:aggregate"]])')
  @Directive('@tag(name: "gauge")')
  @Subscription(() => TransactionVolumeReading, {
    description: '交易量读数。The last minutes, every other second; begins and resumes at the latest value.',
    subscribe: ({ args, context }) => follow(args as Following, context as unknown as SettlementContext),
  })
  transactionVolume(
    @Root() reading: TransactionVolumeReading,
    @Arg('minutes', () => Int, { defaultValue: 60, description: '分钟数。How far back, 1 to 1,440.' })
    _minutes: number,
    @Arg('region', () => String, {
      nullable: true,
      description: '区划。Administrative division of the institutions, 2, 4 or 6 digits.',
    })
    _region: string | null,
    @Arg('after', () => CursorScalar, { nullable: true, description: '游标。The last cursor seen.' })
    _after: string | null,
  ): TransactionVolumeReading {
    return reading;
  }

  @FieldResolver(() => TransactionVolume, { description: '交易量。The minutes, the one that runs included.' })
  volume(
    @Root() { filter }: TransactionVolumeReading,
    @Ctx() { em }: SettlementContext,
  ): Promise<TransactionVolume> {
    return readVolume(em, filter);
  }
}

@Resolver(() => VolumeAlert)
export class VolumeAlertResolver {
  @Directive('@requiresScopes(scopes: [["settlement:aggregate"]])')
  @Directive('@cost(weight: 50)')
  @Query(() => [VolumeAlert], {
    description:
      '交易告警。Institutions whose transactions are unlike their own earlier ones, at an instant.',
  })
  async volumeAlerts(
    @Arg('at', () => InstantScalar, { nullable: true, description: '时刻。When; now when left out.' })
    at: Date | null,
    @Arg('region', () => String, {
      nullable: true,
      description: '区划。Administrative division of the institutions, 2, 4 or 6 digits.',
    })
    region: string | null,
    @Arg('first', () => Int, { defaultValue: 50, description: '数量。How many, 1 to 200.' }) first: number,
    @Ctx() { em, principal, services }: SettlementContext,
  ): Promise<VolumeAlert[]> {
    checkCount(first);
    const where = checkRegion(region ?? null, principal);
    const when = at ?? services.kernel.clock.now();
    const alerts = [
      ...(await silentInstitutions(em, when, where)),
      ...(await growingDifferences(em, when, where)),
    ];
    return alerts.slice(0, first);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Whose transactions they are.' })
  institution(@Root() { institutionCode }: VolumeAlert): Institution {
    return Institution.of(institutionCode);
  }
}

function checkCount(first: number): void {
  if (first < 1 || first > LARGEST_PAGE) throw badUserInput({ first: `须在 1 到 ${LARGEST_PAGE} 之间` });
}

/** Opens the readings of one follower; what each covers ends with the minute in which it is read. */
function follow({ minutes, region, after }: Following, { principal, services }: SettlementContext) {
  if (minutes < 1 || minutes > LONGEST_MINUTES) {
    throw badUserInput({ minutes: `须在 1 到 ${LONGEST_MINUTES} 之间` });
  }
  const { clock, streams } = services.kernel;
  const which = { region: region ?? null, institution: null };
  const filterNow = (at: Date): VolumeFilter => volumeFilter(lastMinutes(minutes, at), which, principal);
  filterNow(clock.now());
  return streams.gauges(
    VOLUME_TOPIC,
    () => {
      const at = clock.now();
      return Object.assign(new TransactionVolumeReading(), { at, filter: filterNow(at) });
    },
    after,
  );
}
