import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Certificates for scripted servers, made for the tests and valid for a hundred years; they protect nothing.
 * `ca.pem` signed all but `self-signed.pem`; its key is thrown away.
 */
const read = (name: string) => readFileSync(join(import.meta.dirname, "tls", name), "utf8");

const key = read("server-key.pem");
/** PEM of the authority: trusting it makes `trustedByCa` good. */
export const caPem = read("ca.pem");
export const CA_FILE = join(import.meta.dirname, "tls", "ca.pem");
export const trustedByCa = { key, cert: read("server.pem") } as const;
export const selfSigned = { key, cert: read("self-signed.pem") } as const;
export const wrongName = { key, cert: read("wrong-name.pem") } as const;
export const expired = { key, cert: read("expired.pem") } as const;
