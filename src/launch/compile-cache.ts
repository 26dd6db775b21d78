/** What `node:module` has from Node 22.1 on. */
export type CompileCache = Readonly<{ enableCompileCache?: (folder: string) => unknown }>;

/**
 * Makes Node keep V8's compiled code in this folder only. Node's default is in /tmp, where whoever creates the
 * folder first decides what code runs here. `false`: this Node has no compile cache.
 */
export function keepCompiled({ enableCompileCache }: CompileCache, folder: string): boolean {
	if (enableCompileCache === undefined) return false;
	try {
		// For a read-only folder it returns a status and keeps nothing.
		enableCompileCache(folder);
	} catch {
		// Then each run compiles for itself.
	}
	return true;
}
