/**
 * The checking host could not even ask: out of file descriptors, ports or memory, or a setting that no request can carry.
 * Says nothing about the server: exit 3, and no transition is recorded.
 */
export class LocalError extends Error {
	override readonly name = "LocalError";
	readonly code: string;

	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}
