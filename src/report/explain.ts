import type { TraceEvent } from "../core/result/outcome.ts";
import { type Paint, paintWith } from "./terminal.ts";

/**
 * `probe --explain`: each request, what came back, which rule decided and what it made of it, target by target and
 * stage by stage. The events are clean already; the order shows which belong together where servers were asked at the same time.
 */
export function renderExplanation(events: readonly TraceEvent[], color: boolean): string {
	const paint = paintWith(color);
	const targets = [...new Set(events.map(({ target }) => target))];
	return targets.map((target) => `${targetLines(target, events, paint).join("\n")}\n\n`).join("");
}

function targetLines(target: string, events: readonly TraceEvent[], paint: Paint): string[] {
	const targetEvents = events.filter((event) => event.target === target);
	return targetEvents.flatMap((event, index) => {
		const isNewStage = targetEvents[index - 1]?.stage !== event.stage;
		const heading = isNewStage ? [`${paint.bold(target)} ${paint.dim(`stage ${event.stage}`)}`] : [];
		return [...heading, ...eventLines(event, paint).map((line) => `  ${line}`)];
	});
}

function eventLines(event: TraceEvent, paint: Paint): string[] {
	switch (event.kind) {
		case "request":
			return [`→ ${event.method} ${event.url}`, ...detail(event.body, paint)];
		case "reply":
			return [
				`← ${event.summary}`,
				...event.headers.map((header) => paint.dim(`  ${header}`)),
				...detail(event.body, paint),
			];
		case "decision":
			return [`= ${event.because} ${paint.dim(`(rule: ${event.rule})`)}`];
	}
}

function detail(body: string | null, paint: Paint): string[] {
	return body ? [paint.dim(`  ${body}`)] : [];
}
