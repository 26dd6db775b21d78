/** When alerts are held (not lost): weekly hours in a time zone, or one period. */
export type QuietWindow = Readonly<
	| {
			kind: "weekly" /** 0 = Sunday; the day on which the window starts */;
			days: readonly number[];
			fromMinute: number;
			toMinute: number;
			timeZone: string;
	  }
	| { kind: "once"; fromTime: number; toTime: number }
>;

/** What makes a change of status worth an alert, per target. */
export type AlertPolicy = Readonly<{
	/** Failing runs in a row before an alert. */
	alertAfter: number;
	/** Healthy runs in a row before a recovery is announced. */
	recoverAfter: number;
	/** A reminder this often while down; `null`: never. */
	remindEveryMs: number | null;
	/** More than `changes` changes within `withinMs` is flapping, announced once; `null`: no damping. */
	flapping: Readonly<{ changes: number; withinMs: number }> | null;
	/** Announce `degraded` too (it is silent otherwise). */
	announceDegraded: boolean;
}>;

export const DEFAULT_POLICY: AlertPolicy = {
	alertAfter: 1,
	recoverAfter: 1,
	remindEveryMs: null,
	flapping: null,
	announceDegraded: false,
};

/** How severe an alert is; a notifier may set a minimum. RECOVERED goes wherever its problem went. */
export const SEVERITIES = ["info", "warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * What a heartbeat means. `run`: success whenever the check itself ran, so silence is a dead cron (exit 3 is a
 * failure). `verdict`: the exit code, so that a failing server raises the alarm there too.
 */
export const HEARTBEAT_REPORTS = ["run", "verdict"] as const;
export type HeartbeatReport = (typeof HEARTBEAT_REPORTS)[number];
