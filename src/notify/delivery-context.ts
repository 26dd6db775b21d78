/** What every delivery needs of the run. */
export type DeliveryContext = Readonly<{
	/** On `performance.now()`'s scale. */
	deadlineAt: number;
	userAgent: string;
	/** Milliseconds since the epoch. */
	now(): number;
	sleep(ms: number): Promise<void>;
}>;
