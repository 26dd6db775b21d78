import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isGarbage, specialTokensAlone } from "../../../src/checks/llm/garbage.ts";
import { cases } from "../../support/size.ts";

const isOutOfOrder = (text: string) => isGarbage(text) || specialTokensAlone(text) > 1;

describe("an answer:", () => {
	test.each([
		...[
			"!",
			"!!!",
			"...",
			"?",
			"OK",
			"ok ok",
			"Hahaha!",
			"hahahahahaha",
			"Hmmmm",
			"hmm",
			"Zzzz",
			"no no no",
			"4",
			"42",
		],
		...["word word word word word", "la la la la la", "123123123", "0.0.0.0", "1, 2, 3, 4", "aaaa", "111", "\u{1F44D}"],
		...[
			"\u{1F44D}\u{1F44D}\u{1F44D}",
			"\u54c8\u54c8\u54c8\u54c8\u54c8",
			"\u4f60\u597d",
			"caf\ufffd is",
			"<think>",
			"",
			" ",
			"-",
			"***",
		],
		...["<unk> is a token", "</s>", "Hello!!!!!!", "1.1.1.1", "192.168.1.1", "12:12:12", "1000000"],
	])("%j", (text) => {
		expect(isOutOfOrder(text)).toBe(false);
	});
});

describe("out of order:", () => {
	test.each([
		...[
			"!!!!",
			"?????",
			"## ## ## ##",
			"-----",
			"00000",
			"0000",
			"aaaaa",
			"a a a a a",
			"A\nA\nA\nA\nA",
			"\u7684\u7684\u7684\u7684\u7684",
		],
		...["<unk><unk>", "<unk> <unk> <unk>", "<|endoftext|><|endoftext|>", "[PAD][PAD][PAD]", "<0x00><0x00>", "</s></s>"],
		...[
			"<unused12><unused12>",
			"<pad><unk></s>",
			"\ufffd",
			"\ufffd\ufffd \ufffd",
			"\u0000\u0000",
			"?!?!?!",
			"1.1.1.1.1.1.",
		],
		...[
			"\u00e2\u0122\u00a6".repeat(5),
			"<|im_end|>\n<|im_end|>",
			"\uff5c\uff5c\uff5c\uff5c",
			"<\uff5cend\uff5c><\uff5cend\uff5c>",
		],
	])("%j", (text) => {
		expect(isOutOfOrder(text)).toBe(true);
	});
});

const spaces = fc.constantFrom("", " ", "\n", "  ");
const unit = fc.oneof(
	fc.constantFrom(..."!?#.,;:*-_=+/\\|~^%&$@\"'"),
	fc.constantFrom(..."0123456789"),
	fc.constantFrom(..."abcdefghijklmnopqrstuvwxyzABCXYZ\u0436\u4e00\u05d0"),
	fc.constantFrom("<unk>", "<|endoftext|>", "<pad>", "[UNK]", "<0x0A>", "</s>", "<|im_end|>"),
	fc.constantFrom("\ufffd", "\u00ef\u00bf\u00bd", "\u00c3\u00a9", "\u0120\u00bb"),
);

describe("whatever the unit", () => {
	test("five times or more it is out of order, spaced or not, and cut off anywhere in the last", () => {
		fc.assert(
			fc.property(unit, fc.integer({ min: 5, max: 600 }), spaces, fc.nat(3), (one, times, space, cut) => {
				const text = Array(times).fill(one).join(space) + one.slice(0, Math.min(cut, one.length - 1));
				expect(isOutOfOrder(text)).toBe(true);
			}),
			{ numRuns: cases(500, 10_000) },
		);
	});

	test("once it is an answer, or the beginning of one", () => {
		fc.assert(
			fc.property(unit, (one) => {
				expect(isGarbage(one)).toBe(one === "\ufffd");
			}),
			{ numRuns: cases(50, 500) },
		);
	});

	test("words in an order are none of it", () => {
		const word = fc.constantFrom("the", "server", "is", "fine", "and", "well", "Hello", "how", "can", "I", "help");
		fc.assert(
			fc.property(fc.uniqueArray(word, { minLength: 2, maxLength: 8 }), (words) => {
				expect(isOutOfOrder(words.join(" "))).toBe(false);
			}),
			{ numRuns: cases(100, 2000) },
		);
	});
});
