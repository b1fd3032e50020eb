import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { sum, type Fen } from '#kernel/vocabulary/money';
import type { Dice } from './dice.ts';
import { uuidAt } from './identifiers.ts';
import type { Shelves } from './shelves.ts';
import type { DemoDrug, DemoFeeLine, DemoServiceItem } from './world.types.ts';

/** The fee list of one visit while it is being written. */
export class FeeList {
  readonly lines: DemoFeeLine[] = [];

  constructor(
    private readonly institutionCode: string,
    private readonly instant: number,
    private readonly shelves: Shelves,
    private readonly dice: Dice,
  ) {}

  get total(): Fen {
    return sum(this.lines.map(line => line.amount));
  }

  addService(service: DemoServiceItem, serviceDate: CalendarDate, quantity = 1): void {
    this.add({
      kind: 'SERVICE',
      itemCode: service.nationalCode,
      itemName: service.name,
      quantity,
      unitPrice: service.unitPrice,
      serviceDate,
      daysOfSupply: null,
    });
  }

  addDrug(drug: DemoDrug, serviceDate: CalendarDate, quantity: number): void {
    this.add({
      kind: 'DRUG',
      itemCode: drug.nationalCode,
      itemName: drug.genericName,
      quantity,
      unitPrice: this.shelves.priceAt(this.institutionCode, drug),
      serviceDate,
      daysOfSupply: drug.daysPerPack === null ? null : drug.daysPerPack * quantity,
    });
  }

  private add(line: Omit<DemoFeeLine, 'id' | 'detailNumber' | 'amount'>): void {
    this.lines.push({
      id: uuidAt(this.instant, this.dice),
      detailNumber: String(this.lines.length + 1).padStart(4, '0'),
      ...line,
      amount: line.unitPrice * BigInt(line.quantity),
    });
  }
}
