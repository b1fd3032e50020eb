import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Directive, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { institutionNames } from '../foreign/institution-copy.loader.ts';
import { pdfField } from '../print/pdf.ts';
import { signatureNotes } from '../print/signature-notes.ts';
import type { SettlementContext } from '../services.ts';
import { Settlement } from './settlement.entity.ts';
import { statementPaper } from './statement.print.ts';
import { STATEMENT } from './statement.signed.ts';

@Resolver(() => Settlement)
export class StatementResolver {
  @Directive('@cost(weight: 50)')
  @FieldResolver(() => String, {
    description: 'PDF文件。The statement to print, with its signature and how to verify it, in base64.',
  })
  async pdf(
    @Root() settlement: Settlement,
    @Ctx() context: SettlementContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<string> {
    const notes = await signatureNotes(context, STATEMENT.name, settlement.id);
    const names = await institutionNames(context, [settlement.institutionCode]);
    return pdfField(statementPaper(settlement, names, notes, schema));
  }
}
