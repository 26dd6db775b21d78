/** What a harness did and found, for its figures. */
export type Tally = {
	schedules: number;
	runs: number;
	kills: number;
	overlaps: number;
	webhookFaults: number;
	diskFaults: number;
	clockJumps: number;
	/** Alerts that were due, by the reference. */
	expected: number;
	/** Of these, sent at least once. */
	sent: number;
	/** Told again, each for a kill or a fault between the receiver's answer and the record of it. */
	doubled: number;
	/** Told without a record, because the disk took none. */
	unrecorded: number;
	/** Of those sent, summed up in another one, because the outbox is bounded. */
	folded: number;
	lost: number;
};

export function newTally(): Tally {
	return {
		schedules: 0,
		runs: 0,
		kills: 0,
		overlaps: 0,
		webhookFaults: 0,
		diskFaults: 0,
		clockJumps: 0,
		expected: 0,
		sent: 0,
		doubled: 0,
		unrecorded: 0,
		folded: 0,
		lost: 0,
	};
}

export function inWords(level: string, seed: number, tally: Tally): string {
	const faults = `${tally.kills} kills, ${tally.overlaps} overlapping runs, ${tally.webhookFaults} webhook faults, ${tally.diskFaults} disk faults, ${tally.clockJumps} clock jumps`;
	const alerts = `${tally.expected} alerts expected, ${tally.sent} sent (${tally.folded} of them summed up), ${tally.doubled} doubled (all by a fault between the receiver's answer and its record), ${tally.unrecorded} sent without a record, ${tally.lost} lost`;
	return `${level} (seed ${seed}): ${tally.schedules} schedules, ${tally.runs} runs; ${faults}; ${alerts}`;
}
