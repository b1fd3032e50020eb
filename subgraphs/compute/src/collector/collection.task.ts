import type { BackgroundTask, Kernel } from '#kernel/server/subgraph';
import type { FleetService } from '../compute-node/fleet.service.ts';
import { sampleOf, type TelemetryService } from '../telemetry/telemetry.service.ts';
import type { CollectionProblem, Collector } from './collector.ts';

/** Runs work again and again; injected, so that a test decides when time passes. Returns the way to stop. */
export type Ticker = (everyMs: number, work: () => Promise<void>) => () => void;

export const systemTicker: Ticker = (everyMs, work) => {
  const timer = setInterval(() => void work(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
};

const SWEEP_EVERY_MS = 3_600_000;

/** Asks every collector at its pace for as long as the subgraph runs. A pass that fails is told and tried again. */
export class CollectionTask implements BackgroundTask {
  readonly #kernel: Kernel;
  readonly #fleet: FleetService;
  readonly #telemetry: TelemetryService;
  readonly #collectors: readonly Collector[];
  readonly #ticker: Ticker;
  readonly #storedAt = new Map<Collector, number>();
  readonly #toldProblems = new Map<Collector, string>();
  readonly #running = new Map<object, Promise<void>>();
  #stops: (() => void)[] = [];

  constructor(
    kernel: Kernel,
    fleet: FleetService,
    telemetry: TelemetryService,
    collectors: readonly Collector[],
    ticker: Ticker,
  ) {
    this.#kernel = kernel;
    this.#fleet = fleet;
    this.#telemetry = telemetry;
    this.#collectors = collectors;
    this.#ticker = ticker;
  }

  start(): void {
    if (this.#collectors.length === 0) return;
    this.#stops = this.#collectors.map(collector =>
      this.#ticker(collector.everyMs, () => this.#once(collector, () => this.#pass(collector))),
    );
    this.#stops.push(this.#ticker(SWEEP_EVERY_MS, () => this.#once(this, () => this.#telemetry.sweep())));
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    await Promise.all(this.#running.values());
  }

  /** A pass that is still running is not overtaken by the next one. */
  #once(what: object, work: () => Promise<void>): Promise<void> {
    const running = this.#running.get(what);
    if (running) return running;
    const run = work()
      .catch((error: unknown) =>
        this.#kernel.log.warn({ err: error }, 'telemetry could not be taken; it is tried again'),
      )
      .finally(() => this.#running.delete(what));
    this.#running.set(what, run);
    return run;
  }

  async #pass(collector: Collector): Promise<void> {
    const at = this.#kernel.clock.now();
    const { readings, problems } = await collector.collect(at);
    this.#tell(collector, problems);
    if (readings.length === 0) return;
    const places = await this.#fleet.placesOf(collector.source, readings);
    const samples = readings.map((reading, card) => sampleOf(collector.source, reading, places[card]!, at));
    this.#telemetry.announce(samples, at);
    if (at.getTime() - (this.#storedAt.get(collector) ?? -Infinity) < collector.storeEveryMs) return;
    await this.#telemetry.store(samples);
    this.#storedAt.set(collector, at.getTime());
  }

  /** Logs what is wrong when it changes, not at every pass. */
  #tell(collector: Collector, problems: readonly CollectionProblem[]): void {
    const told = JSON.stringify(problems);
    if (told === (this.#toldProblems.get(collector) ?? '[]')) return;
    this.#toldProblems.set(collector, told);
    const { name } = collector;
    if (problems.length === 0) this.#kernel.log.info({ collector: name }, 'all of the collector reads again');
    else
      this.#kernel.log.warn(
        { collector: name, count: problems.length, problems: problems.slice(0, 10) },
        'some of the collector does not read',
      );
  }
}
