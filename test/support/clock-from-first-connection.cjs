// node --require …: the program's clock stands still until it asks for its first connection.
const net = require("node:net");

const now = performance.now.bind(performance);
let startedAt = null;
performance.now = () => (startedAt === null ? 0 : now() - startedAt);

const { connect } = net;
net.connect = (...args) => {
	startedAt ??= now();
	return connect(...args);
};
