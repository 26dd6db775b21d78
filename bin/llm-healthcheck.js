#!/usr/bin/env sh
":" //; exec /usr/bin/env node -- "$0" "$@"
// Read by sh, then by Node: a formatter that puts a semicolon after the string breaks the former. Without the `--`, Node 20 takes our --env-file for its own and dies when there is no such file.
require("../dist/start.js");
