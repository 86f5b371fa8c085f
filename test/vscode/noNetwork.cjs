// Loaded into the processes of an editor that is to have no network: connections to other machines fail, and are
// written down in the file that BLINDSPOT_TEST_REFUSED names.
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

const { connect } = Socket.prototype;

Socket.prototype.connect = function (...args) {
  const host = hostOf(args.flat());
  if (host === null || /^(127\.|::1$|localhost$)/.test(host)) return connect.apply(this, args);
  appendFileSync(process.env.BLINDSPOT_TEST_REFUSED, `${host}\n`);
  this.destroy(Object.assign(new Error(`There is no network here, and ${host} was asked for.`), { code: 'ENETUNREACH' }));
  return this;
};

/** Null for a pipe. */
function hostOf([target, second]) {
  if (typeof target === 'object') return target.path ? null : (target.host ?? 'localhost');
  if (typeof target === 'number') return typeof second === 'string' ? second : 'localhost';
  return null;
}
