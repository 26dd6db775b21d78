/** What `node:module` has from Node 22.1 on. */
export type CompileCache = Readonly<{ enableCompileCache?: (folder: string) => unknown }>;

/**
 * Lets Node itself keep what V8 compiled in this folder, and nowhere else. Node's default lies in /tmp, where whoever
 * makes that folder first decides what code runs here. `false`: this Node has no such thing.
 */
export function keepCompiled({ enableCompileCache }: CompileCache, folder: string): boolean {
	if (enableCompileCache === undefined) return false;
	try {
		// For a folder that may not be written it returns a word and keeps nothing.
		enableCompileCache(folder);
	} catch {
		// Then each run compiles for itself.
	}
	return true;
}
