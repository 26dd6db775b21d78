import { clean } from "../core/prose/clean.ts";

/**
 * A secret address as it may be shown: scheme and host, `https://hooks.slack.com/services/***`. The path, the query
 * and a password are the credential.
 */
export function redactUrl(url: string): string {
	try {
		const { protocol, host, pathname } = new URL(url);
		return `${protocol}//${host}${pathname.startsWith("/services/") ? "/services" : ""}/***`;
	} catch {
		return "***";
	}
}

/** Shorter pieces of an address are ordinary words. */
const TELLING_LENGTH = 4;
const ORDINARY = /^(?:services|hooks|webhooks?|slack|api|workflows|triggers)$/i;

/** A receiver's own words, cleaned and cut, without any piece of the secret address that it may have echoed. */
export function quoteWithout(url: string, words: string, maxLength = 120): string {
	const { pathname, search, username, password } = new URL(url);
	const pieces = [pathname, search, username, password, ...pathname.split("/"), ...search.split(/[?&=]/)]
		.flatMap((piece) => [piece, decoded(piece)])
		.filter((piece) => piece.length >= TELLING_LENGTH && !ORDINARY.test(piece))
		.sort((a, b) => b.length - a.length);
	return clean(
		pieces.reduce((text, piece) => text.replaceAll(piece, "***"), words.slice(0, 10_000)),
		maxLength,
	);
}

function decoded(piece: string): string {
	try {
		return decodeURIComponent(piece);
	} catch {
		return piece;
	}
}
