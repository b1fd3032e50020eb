import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  Directive,
  FieldResolver,
  ID,
  Info,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { groupedBy } from '#kernel/graphql/context';
import { forbidden } from '#kernel/graphql/errors';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { institutionLimit, regionLimit } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import { daysInMonth, monthOf, today, yearOf } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { MonthlySettlement } from '../declaration/monthly-settlement.entity.ts';
import { institutionNames } from '../foreign/institution-copy.loader.ts';
import { Institution } from '../foreign/institution.stub.ts';
import { pdfField } from '../print/pdf.ts';
import type { SettlementContext } from '../services.ts';
import { disbursementFile } from './disbursement-file.ts';
import { InstitutionListing, ListNameEnum, type ListName } from './institution-listing.entity.ts';
import { Disbursement, Voucher, VoucherKindEnum, type VoucherKind } from './voucher.entity.ts';
import {
  ExportDisbursementInput,
  IssueActualVoucherInput,
  IssueFinalVoucherInput,
  ListInstitutionInput,
  ReleaseVoucherInput,
} from './voucher.input.ts';
import {
  ExportDisbursementResult,
  IssueActualVoucherResult,
  IssueFinalVoucherResult,
  ListInstitutionResult,
  ReleaseVoucherResult,
} from './voucher.result.ts';
import { voucherPaper } from './voucher.print.ts';
import { dailyPrepayment } from './voucher.rule.ts';

const VoucherConnection = connectionType(Voucher);
const ListingConnection = connectionType(InstitutionListing);

@Resolver(() => Voucher)
export class VoucherResolver {
  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => IssueActualVoucherResult, {
    description:
      '实际支付凭证。Issues what of an approved month goes out: less prepaid, retained and what the institution still owes.',
  })
  issueActualVoucher(
    @Arg('input', () => IssueActualVoucherInput, { description: '输入。The month.' })
    input: IssueActualVoucherInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof IssueActualVoucherResult> {
    const issued = services.vouchers.issueActual(input, principal);
    return issued as Promise<typeof IssueActualVoucherResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => IssueFinalVoucherResult, {
    description:
      '最终支付凭证。Clears a year of an institution: retention returned, adjustment added or taken.',
  })
  issueFinalVoucher(
    @Arg('input', () => IssueFinalVoucherInput, { description: '输入。The year.' })
    input: IssueFinalVoucherInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof IssueFinalVoucherResult> {
    return services.vouchers.issueFinal(input, principal) as Promise<typeof IssueFinalVoucherResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:approve"]])')
  @Mutation(() => ReleaseVoucherResult, {
    description: '凭证放行。Releases a voucher although its institution is blacklisted.',
  })
  releaseVoucher(
    @Arg('input', () => ReleaseVoucherInput, { description: '输入。Which, and why.' })
    input: ReleaseVoucherInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ReleaseVoucherResult> {
    return services.vouchers.release(input, principal) as Promise<typeof ReleaseVoucherResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:approve"]])')
  @Mutation(() => ExportDisbursementResult, {
    description:
      '财务拨付数据生成。Makes the file of all payable vouchers that somebody else issued and nobody holds.',
  })
  exportDisbursement(
    @Arg('input', () => ExportDisbursementInput, { description: '输入。The key.' })
    input: ExportDisbursementInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ExportDisbursementResult> {
    return services.vouchers.export(input, principal) as Promise<typeof ExportDisbursementResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => VoucherConnection, {
    description: '支付凭证查询。Vouchers in the own data range, newest first.',
  })
  async vouchers(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('kind', () => VoucherKindEnum, { nullable: true, description: '类别。Only of this kind.' })
    kind: VoucherKind | null,
    @Arg('period', () => String, { nullable: true, description: '期间。Only of this month or year.' })
    period: string | null,
    @Ctx() { cursors, em, principal }: SettlementContext,
  ): Promise<Connection<Voucher>> {
    if (principal.role === 'PERSON') throw forbidden('不在您的数据范围内');
    const binding = `vouchers:${kind ?? ''}:${period ?? ''}`;
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const institutionCode = institutionLimit(principal);
    const region = regionLimit(principal);
    const rows = await em.find(
      Voucher,
      {
        ...(kind && { kind }),
        ...(period && { period }),
        ...(before && { id: { $lt: before } }),
        ...(institutionCode && { institutionCode }),
        ...(region && { institutionRegion: { $like: `${region}%` } }),
      },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, ({ id }) => [id]);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Who is paid.' })
  institution(@Root() { institutionCode }: Voucher): Institution {
    return Institution.of(institutionCode);
  }

  @Directive('@cost(weight: 50)')
  @FieldResolver(() => String, {
    description: 'PDF文件。The voucher to print, dated by its issue, in base64.',
  })
  async pdf(
    @Root() voucher: Voucher,
    @Ctx() context: SettlementContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<string> {
    const names = await institutionNames(context, [voucher.institutionCode]);
    return pdfField(voucherPaper(voucher, names, schema));
  }
}

@Resolver(() => Disbursement)
export class DisbursementResolver {
  @Directive('@requiresScopes(scopes: [["declaration:handle"], ["declaration:approve"]])')
  @Query(() => Disbursement, {
    nullable: true,
    description: '财务拨付。A disbursement by id; null when there is none.',
  })
  disbursement(
    @Arg('id', () => ID, { description: '标识。Id of the disbursement.' }) id: string,
    @Ctx() { em }: SettlementContext,
  ): Promise<Disbursement | null> {
    return isId(id) ? em.findOne(Disbursement, { id }) : Promise.resolve(null);
  }

  // At most 5,000 lines of numbers and amounts.
  @Directive('@cost(weight: 50)')
  @FieldResolver(() => String, {
    description: '文件内容。The file as exported, CSV with CRLF; its SM3 is `digest`.',
  })
  async file(@Root() { id }: Disbursement, @Ctx() { em }: SettlementContext): Promise<string> {
    return disbursementFile(await em.find(Voucher, { disbursementId: id }));
  }
}

@Resolver(() => InstitutionListing)
export class InstitutionListingResolver {
  @Directive('@requiresScopes(scopes: [["declaration:approve"]])')
  @Mutation(() => ListInstitutionResult, {
    description: '黑白名单登记。Puts an institution on a list, or takes it off, with the reason.',
  })
  listInstitution(
    @Arg('input', () => ListInstitutionInput, { description: '输入。Which institution, which list.' })
    input: ListInstitutionInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ListInstitutionResult> {
    return services.institutionLists.list(input, principal);
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"], ["declaration:approve"]])')
  @Query(() => ListingConnection, {
    description: '黑白名单查询。Institutions on a list now, newest first.',
  })
  async institutionListings(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('list', () => ListNameEnum, { nullable: true, description: '名单。Only of this list.' })
    list: ListName | null,
    @Ctx() { cursors, em }: SettlementContext,
  ): Promise<Connection<InstitutionListing>> {
    const binding = `institutionListings:${list ?? ''}`;
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = await em.find(
      InstitutionListing,
      { until: null, ...(list && { list }), ...(before && { id: { $lt: before } }) },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, ({ id }) => [id]);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Which institution.' })
  institution(@Root() { institutionCode }: InstitutionListing): Institution {
    return Institution.of(institutionCode);
  }

  @FieldResolver(() => MoneyScalar, {
    nullable: true,
    description:
      '每日预付金额。Share of the newest approved month divided by the days of this month, in 分; null off the white list or without such a month.',
  })
  async dailyPrepayment(
    @Root() { institutionCode, prepaidShare }: InstitutionListing,
    @Ctx() context: SettlementContext,
  ): Promise<Fen | null> {
    if (prepaidShare === null) return null;
    const months = await context
      .loader<string, MonthlySettlement[]>('approved-months', async codes =>
        groupedBy(
          codes,
          await context.em.find(
            MonthlySettlement,
            { institutionCode: { $in: [...codes] }, approved: { $ne: null } },
            { orderBy: { month: 'desc' } },
          ),
          month => month.institutionCode,
        ),
      )
      .load(institutionCode);
    const newest = months?.[0]?.approved;
    if (newest == null) return null;
    const day = today(context.services.kernel.clock);
    return dailyPrepayment(newest, prepaidShare, daysInMonth(yearOf(day), monthOf(day)));
  }
}
